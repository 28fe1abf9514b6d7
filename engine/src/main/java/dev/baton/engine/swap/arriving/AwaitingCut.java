package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/**
 * The current engine has been asked for its last transaction: by the row itself at a boundary, else
 * by a CUT token in the trail.
 */
final class AwaitingCut implements StepTask {
  private final Posting posting = new Posting();

  @Override
  public Step in() {
    return Step.CUT;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    if (look.handover().terms().cutForm() == CutForm.TOKEN) {
      posting.post(look);
    }
    Force.ifDue(look);
  }
}
