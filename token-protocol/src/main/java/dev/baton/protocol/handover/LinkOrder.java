package dev.baton.protocol.handover;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The order among the streams of a link: <b>the first stream decides, the others follow.</b>
 *
 * <p>The rows of a swap lie at different sites and cannot be written together, so every choice that
 * concerns the whole link is made on the first stream's row alone, under its lock, and never made
 * again:
 *
 * <ul>
 *   <li>handed over or aborted: the first row leaves {@link Step#CUT} by one of the two;
 *   <li>kept or given back: it leaves {@link Step#CONFIRM} by {@link Step#RETIRE}, or ends in
 *       {@link Step#ABORTED}.
 * </ul>
 *
 * <p><b>Why it ends the same for all streams.</b> Let F be the first row.
 *
 * <p>A later row can be {@code ABORTED} only after F is: aborts, ways back and taking back of a
 * later row ask for F in {@code ABORTED}, and that is an end. A later row can be {@code RETIRE}
 * only after F is, and F can be only when it saw all others in {@code CONFIRM}; they leave {@code
 * CONFIRM} only after F left it. So no row ends against F's end.
 *
 * <p>What an actor read of other rows may be old. It does no harm: {@code RETIRE} and {@code
 * ABORTED} of F stay true once seen; "all others drained" can only be spoiled by a restart of N,
 * after which the others become level again and are cut later, or by an abort, which F must enter
 * first; and "the one before is handed over" can be spoiled only by taking it back, after which the
 * stream cut too late finds F aborted and is given back in turn. Nobody has to wait for a lock of
 * another site, and no two-phase commit is needed.
 *
 * <p>Pure; any thread.
 */
public final class LinkOrder {
  private LinkOrder() {}

  /** May the stream be cut: the first when all are drained, the next when the one before is cut. */
  public static Optional<Refusal> cut(Handover row, LinkRows link) {
    int place = link.place(row.terms().stream());
    if (place > 0) {
      return afterTheOneBefore(place, link);
    }
    return everyOther(row, link, Handover::isDrained);
  }

  /** May it be taken by force: the first when every other can be taken too. */
  public static Optional<Refusal> force(Handover row, LinkRows link) {
    int place = link.place(row.terms().stream());
    if (place > 0) {
      return afterTheOneBefore(place, link);
    }
    return everyOther(row, link, LinkOrder::canBeTaken);
  }

  /** May the swap be aborted: as long as the first stream is not handed over. */
  public static Optional<Refusal> abort(Handover row, LinkRows link) {
    if (isFirst(row, link) || first(link, Step.ABORTED)) {
      return Optional.empty();
    }
    boolean rollsForward = link.first().stream().anyMatch(LinkOrder::handed);
    return Optional.of(rollsForward ? Refusal.ROLLS_FORWARD : Refusal.NOT_ITS_TURN);
  }

  /** May the way back be asked for: when all streams are confirmed, on the first. */
  public static Optional<Refusal> askReturn(Handover row, LinkRows link) {
    if (isFirst(row, link)) {
      return row.step() == Step.CONFIRM
          ? everyOther(row, link, other -> other.step() == Step.CONFIRM)
          : Optional.of(Refusal.NOT_ITS_TURN);
    }
    return when(
        first(link, Step.ABORTED) || row.step() == Step.CONFIRM && first(link, Step.RETURN));
  }

  /** May the way back be withdrawn: on the first before it is given back. */
  public static Optional<Refusal> withdrawReturn(Handover row, LinkRows link) {
    return when(
        isFirst(row, link)
            || first(link, Step.CONFIRM)
            || first(link, Step.RETIRE)
            || first(link, Step.DONE));
  }

  /**
   * May the stream be handed back, or be taken back from an engine that is gone: first the first.
   */
  public static Optional<Refusal> giveBack(Handover row, LinkRows link) {
    return when(isFirst(row, link) || first(link, Step.ABORTED));
  }

  /** May the way back close: on the first when all are confirmed. */
  public static Optional<Refusal> retire(Handover row, LinkRows link) {
    if (isFirst(row, link)) {
      return everyOther(row, link, other -> other.step() == Step.CONFIRM);
    }
    return when(first(link, Step.RETIRE) || first(link, Step.DONE));
  }

  /** May a stream be offered: the first always, the others while the first is under way. */
  public static Optional<Refusal> offer(String stream, LinkRows link) {
    return when(
        link.place(stream) == 0 || link.first().stream().anyMatch(row -> !row.step().isEnd()));
  }

  private static boolean canBeTaken(Handover row) {
    return row.step().isBeforeTakeOver()
        && row.readiness().prepared()
        && (row.terms().cutForm() == CutForm.BOUNDARY || row.readiness().drained());
  }

  private static boolean handed(Handover row) {
    return row.step().isHandedOver();
  }

  private static boolean isFirst(Handover row, LinkRows link) {
    return link.place(row.terms().stream()) == 0;
  }

  private static boolean first(LinkRows link, Step step) {
    Optional<Handover> first = link.first();
    return first.isPresent() && first.get().step() == step;
  }

  private static Optional<Refusal> afterTheOneBefore(int place, LinkRows link) {
    Optional<Handover> before = link.row(link.streams().get(place - 1));
    return when(
        before.isPresent()
            && (before.get().step() == Step.TAKE_OVER || before.get().step() == Step.CONFIRM));
  }

  private static Optional<Refusal> everyOther(
      Handover row, LinkRows link, Predicate<Handover> holds) {
    for (String stream : link.streams()) {
      Optional<Handover> other = link.row(stream);
      if (!stream.equals(row.terms().stream()) && !(other.isPresent() && holds.test(other.get()))) {
        return Optional.of(Refusal.NOT_ITS_TURN);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> when(boolean allowed) {
    return allowed ? Optional.empty() : Optional.of(Refusal.NOT_ITS_TURN);
  }
}
