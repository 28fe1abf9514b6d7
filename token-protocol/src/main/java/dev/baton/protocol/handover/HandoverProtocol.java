package dev.baton.protocol.handover;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.Effect.GiveStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machine: the same for the current engine, the new one, the operator's command and whoever
 * stands by. Each calls it inside a transaction that locks the row, stores what is accepted,
 * commits, and only then acts: durable before visible.
 *
 * <p><b>One owner.</b> A stream changes hands only by {@link GiveStream}, which is written in the
 * transaction that moves the row, and the row moves under its lock, so of a cut, an abort, a force
 * and a taking back exactly one happens. A cut that comes late meets a row that is not in {@link
 * Step#CUT} any more, or another handover's, and is refused. Whoever lost the stream fails on the
 * applied log's next number whatever it believes.
 *
 * <p><b>Generations</b> are promised once and never again: an offer takes one above the stream's
 * and above any that an earlier handover promised or gave; handing over gives the promised one, or
 * one above the stream's where C restarted meanwhile; giving back takes one above both. An engine's
 * own restart must take one above both as well: {@link #nextGeneration}.
 *
 * <p>Total: every row and event have an answer, and none is an exception. Pure; any thread.
 */
public final class HandoverProtocol {
  private HandoverProtocol() {}

  /**
   * Begins a handover.
   *
   * @param last the stream's handover with the highest id; empty when there was none
   */
  public static Decision offer(Optional<Handover> last, Offer offer) {
    Terms terms = offer.terms();
    long promised = last.map(Handover::generation).orElse(0L);
    Handover fresh =
        new Handover(
            terms,
            Step.PREPARE,
            nextGeneration(offer.streamGeneration(), promised),
            Readiness.NONE,
            Cut.NONE,
            new Times(offer.atMillis(), offer.atMillis(), offer.deadlineMillis(), false, 0),
            Ending.NONE,
            List.of(new Passage(Step.PREPARE, EventKind.OFFERED, Step.PREPARE, offer.atMillis())));
    if (last.isPresent() && last.get().terms().equals(terms)) {
      return new Repeated(last.get());
    }
    Optional<Refusal> refusal = last.flatMap(row -> stillInTheWay(row, terms));
    if (refusal.isEmpty() && !offer.owner().equals(terms.from())) {
      refusal = Optional.of(Refusal.WRONG_ENGINE);
    }
    if (refusal.isEmpty()) {
      refusal = LinkOrder.offer(terms.stream(), offer.link());
    }
    return refusal.isPresent()
        ? new Refused(refusal.get(), EventKind.OFFERED, last.orElse(fresh))
        : new Accepted(fresh, Effects.of(fresh));
  }

  /** What the event makes of the row. */
  public static Decision next(Handover row, HandoverEvent event) {
    Optional<Transition> transition = HandoverTransitions.TABLE.find(row, event.kind());
    if (transition.isEmpty() || changesNothing(row, event)) {
      return Repeats.isRepeat(row, event)
          ? new Repeated(row)
          : new Refused(Refusal.ILLEGAL_EVENT, event.kind(), row);
    }
    Optional<Refusal> refusal = Guards.check(row, event);
    if (refusal.isPresent()) {
      return new Refused(refusal.get(), event.kind(), row);
    }
    Step to = transition.get().to();
    Handover changed = Changes.apply(row, event).passing(event.kind(), to, event.atMillis());
    Handover next = issuesToken(row.step(), to) ? changed.with(changed.cut().nextToken()) : changed;
    return new Accepted(next, effects(row, event, next));
  }

  /** What is to be done, or done again after a crash, in the step the row is in. */
  public static List<Effect> due(Handover row) {
    return Effects.of(row);
  }

  /**
   * The generation of whoever takes the stream next.
   *
   * @param streamGeneration by the ownership row
   * @param promised by the stream's last handover; 0 when there was none
   */
  public static long nextGeneration(long streamGeneration, long promised) {
    return Math.max(streamGeneration, promised) + 1;
  }

  private static Optional<Refusal> stillInTheWay(Handover last, Terms terms) {
    if (!last.step().isEnd()) {
      return Optional.of(Refusal.HELD);
    }
    if (last.terms().id() >= terms.id()) {
      return Optional.of(Refusal.OLD_HANDOVER);
    }
    return last.isSettled() ? Optional.empty() : Optional.of(Refusal.NOT_CLEANED);
  }

  /** Transitions within a step happen once. */
  private static boolean changesNothing(Handover row, HandoverEvent event) {
    return switch (event.kind()) {
      case DRAINED -> row.readiness().drained();
      case BLOCKERS_ENDED -> row.times().blockersEnded();
      case CLEANED -> row.ending().cleaned();
      case OFFERED,
          PREPARED,
          LEVEL,
          AGREED,
          DIFFERED,
          TOKEN_KNOWN,
          CUT_ASKED,
          HANDED_OVER,
          TAKEN_BY_FORCE,
          NEW_RESTARTED,
          ABORTED,
          FIRST_COMMIT,
          RETURN_ASKED,
          RETURN_WITHDRAWN,
          HANDED_BACK,
          TAKEN_BACK,
          WINDOW_OVER,
          RETIRED ->
          false;
    };
  }

  private static boolean issuesToken(Step from, Step to) {
    return from != to && (to == Step.TOKEN || to == Step.CUT || to == Step.RETURN);
  }

  private static List<Effect> effects(Handover row, HandoverEvent event, Handover next) {
    if (row.step() == next.step() && event.kind() != EventKind.NEW_RESTARTED) {
      return List.of();
    }
    List<Effect> effects = new ArrayList<>(3);
    Giving.by(event, next).ifPresent(effects::add);
    effects.addAll(Effects.of(next));
    return effects;
  }
}
