package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/** The current engine has been asked for its last transaction. */
final class AwaitingCut implements StepTask {

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
    Force.ifDue(look);
  }
}
