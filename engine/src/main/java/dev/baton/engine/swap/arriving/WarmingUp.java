package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.Level;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/** Reads and discards up to the current engine's progress. */
final class WarmingUp implements StepTask {

  @Override
  public Step in() {
    return Step.WARM_UP;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.LEVEL, EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    if (arrival.stream().isLevel()) {
      arrival.move((transaction, locked) -> new Level(arrival.now()));
    }
    Force.ifDue(look);
  }
}
