package dev.baton.engine.stream;

import dev.baton.engine.apply.lane.CommitLog;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.AppliedRow;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Lets lanes write the applied log without knowing it. Owned by the applying thread: a lane that is
 * open before its engine owns the stream learns the generation later.
 */
final class LaneLog implements CommitLog {
  private AppliedLog applied;

  LaneLog(AppliedLog applied) {
    this.applied = applied;
  }

  /** Writes under another generation from now on. */
  void under(AppliedLog owned) {
    applied = owned;
  }

  @Override
  public void append(Connection lane, long seq, Group group) throws SQLException {
    applied.append(lane, seq, row(group));
  }

  @Override
  public void rehearse(Connection lane, Group group) throws SQLException {
    applied.rehearse(lane, row(group));
  }

  @Override
  public void open(Connection lane, long seq, SourcePosition reached, long commitMicros)
      throws SQLException {
    applied.append(lane, seq, new AppliedRow(reached, commitMicros, 0, 0));
  }

  @Override
  public void complete(Connection lane, long seq, Group whole) throws SQLException {
    applied.complete(lane, seq, row(whole));
  }

  @Override
  public boolean isTaken(SQLException error) {
    return AppliedLog.isTaken(error);
  }

  @Override
  public void meets(Connection lane, long seq) throws SQLException {
    applied.meets(lane, seq);
  }

  private static AppliedRow row(Group group) {
    return new AppliedRow(
        group.position(), group.commitMicros(), group.transactions(), group.rows());
  }
}
