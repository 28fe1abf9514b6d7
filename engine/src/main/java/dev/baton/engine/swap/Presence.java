package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import dev.baton.engine.swap.row.Locks;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Who shows by an advisory lock that it lives. Looks without taking the lock, so it is in nobody's
 * way; what is decided by it belongs into a transaction that takes it. Stateless; any thread.
 */
final class Presence {
  private Presence() {}

  /** Whether the stream has an owner that lives. */
  static boolean ofOwner(Connection target, String link, StreamName stream) throws SQLException {
    return Locks.isHeld(target, lock(link, stream));
  }

  /** Whether an engine lives that owns the stream, is about to, or did so last. */
  static boolean of(Connection target, String link, StreamName stream, String engine)
      throws SQLException {
    return Locks.isHeld(target, lock(link, stream) + ":" + engine);
  }

  private static String lock(String link, StreamName stream) {
    return "baton:" + link + ":" + stream;
  }
}
