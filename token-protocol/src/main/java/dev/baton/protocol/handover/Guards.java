package dev.baton.protocol.handover;

import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.trail.SourcePosition;
import java.util.Optional;

/** What an event that is possible in a step must also show before it is accepted. */
final class Guards {
  private Guards() {}

  static Optional<Refusal> check(Handover row, HandoverEvent event) {
    return switch (event) {
      case Prepared e -> prepared(row, e);
      case Level e -> none();
      case Agreed e -> none();
      case Differed e -> LinkOrder.abort(row, e.link().with(row));
      case TokenKnown e -> token(row, e.handover(), e.sequence());
      case Drained e -> none();
      case BlockersEnded e -> none();
      case CutAsked e -> cutAsked(row, e);
      case HandedOver e -> handedOver(row, e);
      case TakenByForce e -> takenByForce(row, e);
      case NewRestarted e -> none();
      case Aborted e -> LinkOrder.abort(row, e.link().with(row));
      case FirstCommit e -> none();
      case ReturnAsked e -> LinkOrder.askReturn(row, e.link().with(row));
      case ReturnWithdrawn e -> LinkOrder.withdrawReturn(row, e.link().with(row));
      case HandedBack e -> handedBack(row, e);
      case TakenBack e -> takenBack(row, e);
      case WindowOver e -> windowOver(row, e);
      case Retired e -> none();
      case Cleaned e -> none();
    };
  }

  /** At the boundary N must read from C's position: what lies between the two would be nobody's. */
  private static Optional<Refusal> prepared(Handover row, Prepared e) {
    return refuse(
        row.terms().cutForm() == CutForm.BOUNDARY && e.readPosition().isAfter(e.currentPosition()),
        Refusal.READS_TOO_LATE);
  }

  private static Optional<Refusal> cutAsked(Handover row, CutAsked e) {
    if (!row.readiness().drained()) {
      return Optional.of(Refusal.NOT_DRAINED);
    }
    return e.level() ? LinkOrder.cut(row, e.link().with(row)) : Optional.of(Refusal.NOT_LEVEL);
  }

  private static Optional<Refusal> handedOver(Handover row, HandedOver e) {
    if (!e.engine().equals(row.terms().from())) {
      return Optional.of(Refusal.WRONG_ENGINE);
    }
    if (!e.newPresent()) {
      return Optional.of(Refusal.NEW_IS_GONE);
    }
    // At a boundary there is no token to be met: the row itself asks.
    long sequence = row.terms().cutForm() == CutForm.TOKEN ? e.sequence() : row.cut().sequence();
    Optional<Refusal> otherToken = token(row, e.handover(), sequence);
    return otherToken.isPresent()
        ? otherToken
        : refuse(!canReadOnFrom(row, e.position()), Refusal.READS_TOO_LATE);
  }

  /**
   * Only the last token issued counts. Numbers begin anew with each handover, so the id counts too:
   * what an engine remembers of an earlier handover must not move this one.
   */
  private static Optional<Refusal> token(Handover row, long handover, long sequence) {
    if (handover != row.terms().id()) {
      return Optional.of(Refusal.OTHER_HANDOVER);
    }
    return refuse(sequence != row.cut().sequence(), Refusal.WRONG_TOKEN);
  }

  private static Optional<Refusal> takenByForce(Handover row, TakenByForce e) {
    if (!e.engine().equals(row.terms().to())) {
      return Optional.of(Refusal.WRONG_ENGINE);
    }
    if (row.terms().mode() == Mode.DRAIN && e.currentPresent()) {
      return Optional.of(Refusal.CURRENT_IS_PRESENT);
    }
    if (!canReadOnFrom(row, e.position())) {
      return Optional.of(Refusal.READS_TOO_LATE);
    }
    return LinkOrder.force(row, e.link().with(row));
  }

  /**
   * Whether N sees whole all that commits after a position. With a position of its own it must have
   * begun at or before it, and C must have applied every transaction of the wait-set: all of them
   * committed before the drained position.
   */
  private static boolean canReadOnFrom(Handover row, SourcePosition position) {
    Readiness readiness = row.readiness();
    if (!readiness.prepared() || readiness.readPosition().isAfter(position)) {
      return false;
    }
    return row.terms().cutForm() == CutForm.BOUNDARY
        || readiness.drained() && !readiness.drainedPosition().isAfter(position);
  }

  private static Optional<Refusal> handedBack(Handover row, HandedBack e) {
    if (!e.engine().equals(row.terms().to())) {
      return Optional.of(Refusal.WRONG_ENGINE);
    }
    return e.formerPresent()
        ? LinkOrder.giveBack(row, e.link().with(row))
        : Optional.of(Refusal.FORMER_IS_GONE);
  }

  private static Optional<Refusal> takenBack(Handover row, TakenBack e) {
    if (e.engine().equals(row.terms().to())) {
      return Optional.of(Refusal.WRONG_ENGINE);
    }
    return e.newPresent()
        ? Optional.of(Refusal.NEW_IS_PRESENT)
        : LinkOrder.giveBack(row, e.link().with(row));
  }

  private static Optional<Refusal> windowOver(Handover row, WindowOver e) {
    return e.atMillis() < row.times().windowEndsMillis()
        ? Optional.of(Refusal.WINDOW_IS_OPEN)
        : LinkOrder.retire(row, e.link().with(row));
  }

  private static Optional<Refusal> none() {
    return Optional.empty();
  }

  private static Optional<Refusal> refuse(boolean condition, Refusal why) {
    return condition ? Optional.of(why) : Optional.empty();
  }
}
