package dev.baton.engine.stream;

import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.engine.apply.lane.CommitLog;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.AppliedRow;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Lets lanes write the applied log without knowing it. Any lane's thread: a lane that is open
 * before its engine owns the stream learns the generation later.
 */
final class LaneLog implements CommitLog {
  private final DurableProgress durable;
  private volatile AppliedLog applied;

  /** {@code durable}: told where the target's own log stands. */
  LaneLog(AppliedLog applied, DurableProgress durable) {
    this.applied = applied;
    this.durable = durable;
  }

  /** Writes under another generation from now on. */
  void under(AppliedLog owned) {
    applied = owned;
  }

  @Override
  public StatementBatch.Refusing row(long seq, Group group) {
    return applied.appending(seq, row(group), durable);
  }

  @Override
  public StatementBatch.Refusing rehearsal(Group group) {
    return applied.rehearsing(row(group), durable);
  }

  @Override
  public void open(Connection lane, long seq, SourcePosition reached, long commitMicros)
      throws SQLException {
    applied.append(lane, seq, new AppliedRow(reached, commitMicros, 0, 0), durable);
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
  public void meets(Connection lane, long seq, SourcePosition position) throws SQLException {
    applied.meets(lane, seq, position);
  }

  @Override
  public boolean isSettled() {
    return durable.isSettled();
  }

  @Override
  public void look(Connection lane) throws SQLException {
    AppliedLog.look(lane, durable);
  }

  @Override
  public void flush(Connection lane) throws SQLException {
    AppliedLog.flush(lane, durable);
  }

  @Override
  public void flushed() {
    durable.flushed(durable.committed());
  }

  private static AppliedRow row(Group group) {
    return new AppliedRow(
        group.position(), group.commitMicros(), group.transactions(), group.rows());
  }
}
