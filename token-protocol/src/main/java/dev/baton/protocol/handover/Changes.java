package dev.baton.protocol.handover;

import dev.baton.protocol.handover.HandoverEvent.*;

/** What an accepted event writes into the row, besides the step and the history. */
final class Changes {
  private Changes() {}

  static Handover apply(Handover row, HandoverEvent event) {
    return switch (event) {
      case Prepared e -> row.with(row.readiness().readingFrom(e.readPosition()));
      case Level e -> row;
      case Agreed e -> row.with(row.readiness().withAgreement());
      case Differed e -> row.with(Ending.by(Ending.How.DIFFERED, e.what()));
      case TokenKnown e -> row.with(row.readiness().waitingFor(e.waitSet(), e.tokenPosition()));
      case Drained e -> row.with(row.readiness().drainedAt(e.position()));
      case BlockersEnded e -> row.with(row.times().withDeadline(e.deadlineMillis()));
      case CutAsked e -> row;
      case HandedOver e ->
          row.giving(Math.max(row.generation(), e.streamGeneration() + 1))
              .with(row.cut().madeAt(e.position(), Cut.Made.HANDED_OVER));
      case TakenByForce e ->
          row.giving(Math.max(row.generation(), e.streamGeneration() + 1))
              .with(row.cut().madeAt(e.position(), Cut.Made.BY_FORCE));
      case NewRestarted e -> row;
      case Aborted e -> row.with(Ending.by(Ending.How.ABORTED, e.reason()));
      case FirstCommit e ->
          row.with(row.times().withWindowUntil(e.atMillis() + row.terms().confirmMillis()));
      case ReturnAsked e -> row;
      case ReturnWithdrawn e -> row;
      case HandedBack e ->
          row.giving(Math.max(row.generation(), e.streamGeneration()) + 1)
              .with(Ending.by(Ending.How.HANDED_BACK, "given back by " + e.engine()));
      case TakenBack e ->
          row.giving(Math.max(row.generation(), e.streamGeneration()) + 1)
              .with(Ending.by(Ending.How.TAKEN_BACK, "taken back by " + e.engine()));
      case WindowOver e -> row;
      case Retired e -> row.with(Ending.by(Ending.How.RETIRED, ""));
      case Cleaned e -> row.with(row.ending().cleanedUp());
    };
  }
}
