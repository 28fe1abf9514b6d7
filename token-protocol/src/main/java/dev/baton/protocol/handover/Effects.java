package dev.baton.protocol.handover;

import dev.baton.protocol.handover.Effect.*;
import dev.baton.protocol.token.Purpose;
import java.util.List;

/** What a row calls for by the step it is in: done on entering it, and again after a crash. */
final class Effects {
  private Effects() {}

  static List<Effect> of(Handover row) {
    String current = row.terms().from();
    String next = row.terms().to();
    return switch (row.step()) {
      case PREPARE -> List.of(new OpenReadPosition(next, row.terms().cutForm()));
      case WARM_UP -> List.of(new ReadAndDiscard(next));
      case SHADOW -> List.of(new CompareDigests(next));
      case TOKEN -> List.of(token(row, Purpose.HANDOVER, true));
      case DRAIN -> List.of(new WatchWaitSet());
      case CUT -> List.of(token(row, Purpose.CUT, row.terms().cutForm() == CutForm.TOKEN));
      case TAKE_OVER -> List.of(new ApplyAfter(next, row.cut().position()));
      case CONFIRM -> List.of(new KeepWayBack(current, row.times().windowEndsMillis()));
      case RETURN -> List.of(token(row, Purpose.RETURN, false));
      case RETIRE -> List.of(new Retire(current));
      case DONE -> List.of(new Report());
      case ABORTED ->
          row.ending().cleaned() ? List.of(new Report()) : List.of(new CleanUp(next), new Report());
    };
  }

  private static IssueToken token(Handover row, Purpose purpose, boolean physical) {
    return new IssueToken(purpose, row.cut().sequence(), row.generation(), physical);
  }
}
