package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import java.sql.SQLException;

/** Writes changes to the target within the transaction its connection is in. Owned by one lane. */
public interface ChangeWriter {

  /**
   * Takes the next change, in source order. May hold it until {@link #flush}.
   *
   * @throws NetMismatch when the group has to go again in steps
   */
  void write(RowChange change, Place place) throws SQLException;

  /** Writes whatever is held. */
  void flush() throws SQLException;
}
