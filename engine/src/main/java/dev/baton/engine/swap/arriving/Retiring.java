package dev.baton.engine.swap.arriving;

import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The former engine removes its traces and ends. What one that is gone left, its successor removes.
 */
final class Retiring implements StepTask {
  private static final Logger log = LoggerFactory.getLogger(Retiring.class);

  @Override
  public Step in() {
    return Step.RETIRE;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.RETIRED);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    StreamHandle stream = arrival.stream();
    String former = look.handover().terms().from();
    if (arrival.formerIsLongGone(former)) {
      log.info("{}: engine {} is gone; removing what it left", stream.name(), former);
      Leftovers.remove(
          arrival.control(),
          stream,
          former,
          LinkNames.slot(arrival.settings().link(), former, stream.name().source()));
      arrival.move((transaction, locked) -> new Retired(arrival.now()));
    }
  }
}
