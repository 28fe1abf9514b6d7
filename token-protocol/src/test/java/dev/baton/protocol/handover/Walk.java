package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import dev.baton.protocol.trail.WaitSet;
import java.util.List;
import java.util.Optional;

/** Walks one row through events; the rows of the link's other streams are set by hand. */
final class Walk {
  static final String FIRST = "east->west";
  static final String SECOND = "west->east";
  static final WaitSet BLOCKED = new WaitSet(List.of(new TransactionId(12)));

  Handover row;
  LinkRows link;
  List<Effect> effects = List.of();
  private long nowMillis = 1_000;

  private Walk(Handover row, LinkRows link) {
    this.row = row;
    this.link = link;
  }

  /** A handover of a link with one stream. */
  static Walk alone(Terms terms) {
    return offered(terms, new LinkRows(List.of(terms.stream()), List.of()));
  }

  /** A handover of one of two streams, the other's row given. */
  static Walk beside(Terms terms, Handover other) {
    return offered(terms, new LinkRows(List.of(FIRST, SECOND), List.of(other)));
  }

  private static Walk offered(Terms terms, LinkRows link) {
    Offer offer = new Offer(terms, terms.from(), 3, 61_000, link, 1_000);
    LinkRows open = new LinkRows(link.streams(), List.of());
    Offer unhindered = new Offer(terms, terms.from(), 3, 61_000, open, 1_000);
    Decision decision =
        HandoverProtocol.offer(
            Optional.empty(),
            terms.stream().equals(link.streams().getFirst()) ? unhindered : offer);
    Accepted accepted = (Accepted) decision;
    return new Walk(accepted.next(), link);
  }

  static Terms terms(String stream, CutForm form) {
    return new Terms(
        7, stream, "blue", "green", Mode.DRAIN, form, false, DeadlinePolicy.ABORT, 500);
  }

  static Terms terms() {
    return terms(FIRST, CutForm.BOUNDARY);
  }

  static Terms shadowed() {
    return new Terms(
        7, FIRST, "blue", "green", Mode.DRAIN, CutForm.BOUNDARY, true, DeadlinePolicy.ABORT, 500);
  }

  static Terms fencing(CutForm form) {
    return new Terms(7, FIRST, "blue", "green", Mode.FENCE, form, false, DeadlinePolicy.ABORT, 500);
  }

  static SourcePosition at(long value) {
    return new SourcePosition(value);
  }

  /** Walks to a step by the shortest way. */
  Walk to(Step step) {
    while (row.step() != step) {
      then(forward());
    }
    return this;
  }

  private HandoverEvent forward() {
    return switch (row.step()) {
      case PREPARE -> prepared();
      case WARM_UP -> level();
      case SHADOW -> new Agreed(now());
      case TOKEN -> tokenKnown(WaitSet.NOTHING);
      case DRAIN -> row.readiness().drained() ? cutAsked() : drained();
      case CUT -> handedOver();
      case TAKE_OVER -> new FirstCommit(now());
      case CONFIRM -> windowOver();
      case RETURN -> handedBack();
      case RETIRE -> new Retired(now());
      case DONE, ABORTED -> throw new IllegalStateException("no way on from " + row.step());
    };
  }

  long now() {
    return nowMillis += 100;
  }

  Prepared prepared() {
    return new Prepared(now(), at(100), at(100));
  }

  Level level() {
    return new Level(now());
  }

  TokenKnown tokenKnown(WaitSet set) {
    return new TokenKnown(now(), 7, row.cut().sequence(), at(110), set);
  }

  Drained drained() {
    return new Drained(now(), at(120));
  }

  CutAsked cutAsked() {
    return new CutAsked(now(), true, link);
  }

  HandedOver handedOver() {
    return new HandedOver(now(), 7, "blue", 3, at(130), row.cut().sequence(), true);
  }

  TakenByForce force(boolean currentPresent) {
    return new TakenByForce(now(), "green", 3, at(130), currentPresent, link);
  }

  Aborted aborted() {
    return new Aborted(now(), "by the operator", link);
  }

  ReturnAsked returnAsked() {
    return new ReturnAsked(now(), link);
  }

  ReturnWithdrawn returnWithdrawn() {
    return new ReturnWithdrawn(now(), link);
  }

  HandedBack handedBack() {
    return new HandedBack(now(), "green", 4, at(140), true, link);
  }

  TakenBack takenBack() {
    return new TakenBack(now(), "blue", 4, at(140), false, link);
  }

  WindowOver windowOver() {
    nowMillis += 1_000;
    return new WindowOver(now(), link);
  }

  /** The event is accepted. */
  Walk then(HandoverEvent event) {
    Decision decision = HandoverProtocol.next(row, event);
    assertThat(decision).isInstanceOf(Accepted.class);
    Accepted accepted = (Accepted) decision;
    row = accepted.next();
    effects = accepted.effects();
    return this;
  }

  /** The event has happened already. */
  Walk repeats(HandoverEvent event) {
    assertThat(HandoverProtocol.next(row, event)).isEqualTo(new Repeated(row));
    return this;
  }

  /** The event is refused, and nothing changes. */
  Walk refuses(HandoverEvent event, Refusal why) {
    assertThat(HandoverProtocol.next(row, event)).isEqualTo(new Refused(why, event.kind(), row));
    return this;
  }

  Walk is(Step step) {
    assertThat(row.step()).isEqualTo(step);
    return this;
  }
}
