package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/** Compares what both engines make of the trail. */
final class Comparing implements StepTask {

  @Override
  public Step in() {
    return Step.SHADOW;
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
