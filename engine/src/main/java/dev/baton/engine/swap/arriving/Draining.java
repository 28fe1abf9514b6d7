package dev.baton.engine.swap.arriving;

import dev.baton.connectors.spi.SourceSite;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.CutAsked;
import dev.baton.protocol.handover.HandoverEvent.Drained;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.Set;

/** Waits until the wait-set is over and the stream's turn has come, then asks for the cut. */
final class Draining implements StepTask {
  private static final long LOOK_MILLIS = 100;

  private long lookedMillis;

  @Override
  public Step in() {
    return Step.DRAIN;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(
        EventKind.DRAINED, EventKind.BLOCKERS_ENDED, EventKind.CUT_ASKED, EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    if (!look.handover().readiness().drained()) {
      watch(arrival, look.handover());
    }
    arrival.moveIfAllowed(
        look.handover(), new CutAsked(arrival.now(), arrival.stream().isLevel(), look.link()));
    Force.ifDue(look);
  }

  /**
   * The database is asked, never the trail: a commit can stand there while its transaction still
   * shows as active.
   */
  private void watch(Arrival arrival, Handover handover) throws SQLException {
    if (arrival.now() - lookedMillis < LOOK_MILLIS) {
      return;
    }
    lookedMillis = arrival.now();
    SourceSite source = arrival.source();
    if (handover.readiness().waitSet().isOver(source.activeTransactions())) {
      // Read after that: every commit of the wait-set lies before it.
      SourcePosition end = source.end();
      arrival.move((transaction, locked) -> new Drained(arrival.now(), end));
    }
  }
}
