package dev.baton.connectors.postgresql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Of a transaction that is given back where a lock of an application's is in its way for longer
 * than a moment: 200 ms. The time counts for each lock by itself (PostgreSQL documentation,
 * lock_timeout).
 */
public final class LockWait {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private LockWait() {}

  /**
   * From here on the transaction waits so long for a lock. A statement of its own, for the server
   * locks the tables of one before it carries out anything of it. It answers no text: the driver
   * would ask for an answer by itself where that may be of any length, and the setting end there.
   */
  public record Short() implements StatementBatch.Setting {
    @Override
    public String sql() {
      return "select set_config('lock_timeout', '200ms', true) is not null";
    }

    @Override
    public int bind(PreparedStatement statement, int from) {
      return from;
    }

    @Override
    public void answered(PreparedStatement statement) {
      // It fails, or it is set.
    }
  }

  /** Whether a lock was not free in time: nothing of the transaction is done then. */
  public static boolean isOver(SQLException error) {
    return LOCK_NOT_AVAILABLE.equals(error.getSQLState());
  }
}
