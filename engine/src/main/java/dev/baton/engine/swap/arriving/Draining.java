package dev.baton.engine.swap.arriving;

import dev.baton.connectors.spi.OpenTransaction;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.BlockersEnded;
import dev.baton.protocol.handover.HandoverEvent.CutAsked;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.TransactionId;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Waits until the wait-set is over and the stream's turn has come, then asks for the cut. */
final class Draining implements StepTask {

  @Override
  public Step in() {
    return Step.DRAIN;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.BLOCKERS_ENDED, EventKind.CUT_ASKED, EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    arrival.moveIfAllowed(
        look.handover(), new CutAsked(arrival.now(), arrival.stream().isLevel(), look.link()));
    Force.ifDue(look);
  }

  /** Ends the sessions whose transactions are waited for, and puts the deadline off once. */
  static void endBlockers(Arrival arrival, Handover handover) throws SQLException {
    if (handover.step() != Step.DRAIN || handover.readiness().drained()) {
      return;
    }
    List<TransactionId> waited = handover.readiness().waitSet().ids();
    try (SourceSite source = arrival.stream().openSource("swap")) {
      source.endSessions(
          source.openTransactions().stream()
              .filter(one -> waited.contains(new TransactionId(one.transactionId())))
              .filter(one -> !one.prepared())
              .map(OpenTransaction::pid)
              .toList());
    }
    long more = handover.times().deadlineMillis() - handover.times().offeredMillis();
    arrival.move(
        (transaction, locked) ->
            new BlockersEnded(arrival.now(), arrival.now() + Math.max(0, more)));
  }
}
