package dev.baton.connectors.postgresql;

import java.sql.SQLException;

/**
 * Of a transaction that is given back where a lock of an application's is in its way for longer
 * than a moment: 200 ms. The time counts for each lock by itself (PostgreSQL documentation,
 * lock_timeout).
 */
public final class LockWait {
  /**
   * A condition that always holds, and from which on the transaction's statements wait so long. As
   * part of a statement that is sent anyway: one of its own cost the server's process 20 µs of 465
   * for a small transaction, with cold caches.
   */
  public static final String SHORT = "set_config('lock_timeout', '200ms', true) is not null";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private LockWait() {}

  /** Whether a lock was not free in time: nothing of the transaction is done then. */
  public static boolean isOver(SQLException error) {
    return LOCK_NOT_AVAILABLE.equals(error.getSQLState());
  }
}
