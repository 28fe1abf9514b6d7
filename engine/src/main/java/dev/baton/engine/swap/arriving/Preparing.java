package dev.baton.engine.swap.arriving;

import dev.baton.connectors.spi.TrailEnd;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.Prepared;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/** Opens this engine's read position at the source: done by the stream as it begins to follow. */
final class Preparing implements StepTask {

  @Override
  public Step in() {
    return Step.PREPARE;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.PREPARED, EventKind.BLOCKERS_ENDED);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    if (!arrival.stream().isFollowing()) {
      return;
    }
    TrailEnd slot = arrival.source().look(arrival.stream().slot());
    arrival.move(
        (transaction, locked) ->
            new Prepared(arrival.now(), slot.confirmed(), arrival.progress(transaction)));
  }
}
