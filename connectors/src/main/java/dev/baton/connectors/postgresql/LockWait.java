package dev.baton.connectors.postgresql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The first statement of a transaction that is given back where a lock of an application's is in
 * its way for longer than a moment. The time counts for each lock by itself (PostgreSQL
 * documentation, lock_timeout). Stateless.
 */
public final class LockWait implements StatementBatch.Refusing {
  /** Waits for 200 ms. */
  public static final LockWait SHORT = new LockWait();

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private LockWait() {}

  /** Whether a lock was not free in time: nothing of the transaction is done then. */
  public static boolean isOver(SQLException error) {
    return LOCK_NOT_AVAILABLE.equals(error.getSQLState());
  }

  @Override
  public String sql() {
    return "set local lock_timeout = '200ms'";
  }

  @Override
  public int bind(PreparedStatement statement, int from) {
    return from;
  }

  @Override
  public void answered(PreparedStatement statement) {
    // It tells nothing.
  }
}
