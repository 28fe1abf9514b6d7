package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Who shows by an advisory lock that it lives. Looks without taking the lock, so it is in nobody's
 * way; what is decided by it belongs into a transaction that takes it. Stateless; any thread.
 */
final class Presence {
  // A lock on one bigint shows its halves as classid and objid, with objsubid 1.
  private static final String QUERY =
      """
      select exists (select from pg_catalog.pg_locks l
                     where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                       and l.database = (select d.oid from pg_catalog.pg_database d
                                         where d.datname = pg_catalog.current_database())
                       and ((l.classid::bigint << 32) | l.objid::bigint)
                           = pg_catalog.hashtextextended(?, 0))
      """;

  private Presence() {}

  /** Whether the stream has an owner that lives. */
  static boolean ofOwner(Connection target, String link, StreamName stream) throws SQLException {
    return isHeld(target, lock(link, stream));
  }

  /** Whether an engine lives that owns the stream, is about to, or did so last. */
  static boolean of(Connection target, String link, StreamName stream, String engine)
      throws SQLException {
    return isHeld(target, lock(link, stream) + ":" + engine);
  }

  private static String lock(String link, StreamName stream) {
    return "baton:" + link + ":" + stream;
  }

  private static boolean isHeld(Connection target, String lock) throws SQLException {
    try (PreparedStatement query = target.prepareStatement(QUERY)) {
      query.setString(1, lock);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
