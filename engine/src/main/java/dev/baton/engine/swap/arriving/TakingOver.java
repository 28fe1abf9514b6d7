package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.FirstCommit;
import dev.baton.protocol.handover.Step;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/** The stream is this engine's; its first commit opens the window. */
final class TakingOver implements StepTask {

  @Override
  public Step in() {
    return Step.TAKE_OVER;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.FIRST_COMMIT);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    if (hasCommitted(arrival, look.handover().generation())) {
      arrival.move((transaction, locked) -> new FirstCommit(arrival.now()));
    }
  }

  /** Under a later generation where this engine was restarted before its first commit. */
  private static boolean hasCommitted(Arrival arrival, long generation) throws SQLException {
    String sql =
        "select exists (select from baton.applied"
            + " where stream = ? and generation >= ? and engine = ? and not taken)";
    try (PreparedStatement query = arrival.control().prepareStatement(sql)) {
      query.setString(1, arrival.stream().name().toString());
      query.setLong(2, generation);
      query.setString(3, arrival.engine());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
