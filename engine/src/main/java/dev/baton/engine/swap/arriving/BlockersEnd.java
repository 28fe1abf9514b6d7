package dev.baton.engine.swap.arriving;

import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.swap.row.Blockers;
import dev.baton.engine.swap.row.Blockers.Blocker;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.BlockersEnded;
import dev.baton.protocol.handover.LinkCourse;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions whose transactions a handover waits for, where the deadline's policy says so.
 */
final class BlockersEnd {
  private static final Logger log = LoggerFactory.getLogger(BlockersEnd.class);

  private BlockersEnd() {}

  /** Ends them, and puts the deadline off once. A prepared transaction is nobody's to end. */
  static void of(Arrival arrival, HandoverRow row) throws SQLException {
    Handover handover = row.handover();
    // As the deadline asks: without a move it would ask for ever, and never abort.
    if (!LinkCourse.hasBlockersToEnd(handover)) {
      return;
    }
    SourceSite source = arrival.source();
    List<Blocker> blockers = Blockers.of(row, arrival.stream().name().source(), source);
    source.endSessions(blockers.stream().map(Blocker::pid).filter(pid -> pid != 0).toList());
    for (Blocker one : blockers) {
      log.warn(
          "{}: the deadline passed; {}",
          arrival.stream().name(),
          one.pid() == 0
              ? "transaction '" + one.query() + "' cannot be ended from here"
              : "session %d of user %s was ended, open for %d ms"
                  .formatted(one.pid(), one.user(), one.ageMillis()));
    }
    long more = handover.times().deadlineMillis() - handover.times().offeredMillis();
    arrival.move(
        (transaction, locked) ->
            new BlockersEnded(arrival.now(), arrival.now() + Math.max(0, more)));
  }
}
