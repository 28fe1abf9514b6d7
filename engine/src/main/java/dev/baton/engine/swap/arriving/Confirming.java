package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.WindowOver;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/** The former engine stays ready to take the stream back until the window closes. */
final class Confirming implements StepTask {

  @Override
  public Step in() {
    return Step.CONFIRM;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.WINDOW_OVER);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    if (arrival.now() >= look.handover().times().windowEndsMillis()) {
      arrival.moveIfAllowed(look.handover(), new WindowOver(arrival.now(), look.link()));
    }
  }
}
