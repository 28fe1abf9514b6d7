package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.SQLException;

/** Writes changes to the target within the transaction its connection is in. Owned by one lane. */
public interface ChangeWriter {

  /** Takes what goes out before any change. */
  void first(StatementBatch.Refusing statement) throws SQLException;

  /**
   * Takes the next change, in source order. May hold it until {@link #flush}.
   *
   * @throws NetMismatch when the group has to go again in steps
   */
  void write(RowChange change, Place place) throws SQLException;

  /**
   * Writes whatever is held.
   *
   * @throws NetMismatch as {@link #write}
   */
  void flush() throws SQLException;

  /** Writes whatever is held and commits the transaction, in as few messages as it can. */
  void commit() throws SQLException;
}
