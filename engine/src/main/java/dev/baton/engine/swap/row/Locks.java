package dev.baton.engine.swap.row;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Looks at the locks by which engines show that they live, without touching them: whoever tried one
 * would hold it for a moment, and keep out an engine that comes just then. Stateless; any thread.
 */
public final class Locks {
  private Locks() {}

  /** Whether any session holds the lock. */
  public static boolean isHeld(Connection at, String lock) throws SQLException {
    // A key of 64 bits stands there in two halves, and is told by objsubid 1.
    String sql =
        "select exists (select from pg_locks l"
            + " join pg_database d on d.oid = l.database and d.datname = current_database()"
            + " where l.locktype = 'advisory' and l.granted and l.objsubid = 1"
            + " and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(?, 0))";
    try (PreparedStatement query = at.prepareStatement(sql)) {
      query.setString(1, lock);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Takes the lock for as long as the session lives, where nobody holds it. */
  public static boolean tryTake(Connection at, String lock) throws SQLException {
    String sql = "select pg_try_advisory_lock(hashtextextended(?, 0))";
    try (PreparedStatement query = at.prepareStatement(sql)) {
      query.setString(1, lock);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
