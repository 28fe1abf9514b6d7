package dev.baton.engine.apply.lane;

import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.connectors.spi.BatonException;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What an apply transaction writes to say how far it got: the applied log as a lane sees it. One
 * row for each apply transaction, first of all its statements.
 */
public interface CommitLog {

  /** The statement that writes row {@code seq} for a group. */
  StatementBatch.Refusing row(long seq, Group group);

  /** As {@link #row}, with a row in nobody's way, in a transaction to be rolled back. */
  StatementBatch.Refusing rehearsal(Group group);

  /**
   * Writes row {@code seq} for a transaction whose end is not known yet; it still says {@code
   * reached}.
   */
  void open(Connection lane, long seq, SourcePosition reached, long commitMicros)
      throws SQLException;

  /** Completes the row that {@link #open} wrote. */
  void complete(Connection lane, long seq, Group whole) throws SQLException;

  /** Whether the error says that number {@code seq} is taken. */
  boolean isTaken(SQLException error);

  /**
   * Returns when the row that took the number is our own commit whose answer was lost, of the group
   * that ends at {@code position}.
   *
   * @throws BatonException FENCED when it is not ours, TRANSIENT when it is another group's
   */
  void meets(Connection lane, long seq, SourcePosition position) throws SQLException;

  /** Whether everything that is committed is known to be durable at the target. */
  boolean isSettled();

  /** Asks the target what has become durable meanwhile. */
  void look(Connection lane) throws SQLException;

  /** Makes everything that is committed durable, and ends the transaction. */
  void flush(Connection lane) throws SQLException;

  /** Everything that is committed became durable by a synchronous commit of the lane's. */
  void flushed();
}
