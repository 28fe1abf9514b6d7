package dev.baton.protocol.handover;

import dev.baton.protocol.handover.HandoverEvent.*;

/**
 * Tells an event that has happened already from one that is out of place. Asked only where the
 * table has no transition, or none that changes anything; judged by what the row says happened,
 * never by its history, which is cut short.
 */
final class Repeats {
  private Repeats() {}

  static boolean isRepeat(Handover row, HandoverEvent event) {
    return row.step() == Step.ABORTED ? ofTheEnd(row, event) : happened(row, event);
  }

  /**
   * Of an aborted handover only its end is repeated: whoever comes late must hear that it is over.
   */
  private static boolean ofTheEnd(Handover row, HandoverEvent event) {
    Ending.How how = row.ending().how();
    return switch (event) {
      case Aborted e -> true;
      case Differed e -> how == Ending.How.DIFFERED;
      case HandedBack e -> how == Ending.How.HANDED_BACK;
      case TakenBack e -> how == Ending.How.TAKEN_BACK;
      case Cleaned e -> row.ending().cleaned();
      case Prepared e -> false;
      case Level e -> false;
      case Agreed e -> false;
      case TokenKnown e -> false;
      case Drained e -> false;
      case BlockersEnded e -> false;
      case CutAsked e -> false;
      case HandedOver e -> false;
      case TakenByForce e -> false;
      case NewRestarted e -> false;
      case FirstCommit e -> false;
      case ReturnAsked e -> false;
      case ReturnWithdrawn e -> false;
      case WindowOver e -> false;
      case Retired e -> false;
    };
  }

  private static boolean happened(Handover row, HandoverEvent event) {
    Step step = row.step();
    return switch (event) {
      case Prepared e -> row.readiness().prepared();
      case Level e -> step.compareTo(Step.WARM_UP) > 0;
      case Agreed e -> row.readiness().agreed();
      case TokenKnown e -> row.readiness().tokenKnown();
      case Drained e -> row.readiness().drained();
      case BlockersEnded e -> row.times().blockersEnded();
      case CutAsked e -> step.compareTo(Step.CUT) >= 0;
      case HandedOver e ->
          row.cut().made() == Cut.Made.HANDED_OVER
              && e.handover() == row.terms().id()
              && e.engine().equals(row.terms().from())
              && e.position().equals(row.cut().position());
      case TakenByForce e ->
          row.cut().made() == Cut.Made.BY_FORCE && e.engine().equals(row.terms().to());
      case NewRestarted e -> step.isHandedOver() && step != Step.DONE;
      case FirstCommit e -> step.compareTo(Step.CONFIRM) >= 0;
      case ReturnAsked e -> step == Step.RETURN;
      case ReturnWithdrawn e -> step == Step.CONFIRM || step == Step.RETIRE || step == Step.DONE;
      case WindowOver e -> step == Step.RETIRE || step == Step.DONE;
      case Retired e -> step == Step.DONE;
      case Aborted e -> false;
      case Differed e -> false;
      case HandedBack e -> false;
      case TakenBack e -> false;
      case Cleaned e -> false;
    };
  }
}
