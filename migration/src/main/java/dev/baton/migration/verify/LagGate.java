package dev.baton.migration.verify;

import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Waits until everything committed before the call has been applied: takes each source's position
 * and lets pass once the applied log at the stream's target has reached it.
 */
final class LagGate {
  private static final Duration POLL = Duration.ofMillis(20);

  /** How long to wait for a stream that has never applied anything, or stood still before. */
  private static final Duration HOPELESS = Duration.ofSeconds(1);

  private final BothSites sites;
  private final Iterable<StreamName> streams;
  private final Duration patience;
  private boolean caughtUp = true;

  LagGate(BothSites sites, Iterable<StreamName> streams, Duration patience) {
    this.sites = sites;
    this.streams = streams;
    this.patience = patience;
  }

  /** Whether every wait so far ended with the positions passed. */
  boolean caughtUp() {
    return caughtUp;
  }

  /** Returns when the positions of now are applied or the patience is over. */
  void await() {
    Map<StreamName, SourcePosition> awaited = new LinkedHashMap<>();
    for (StreamName stream : streams) {
      awaited.put(stream, position(sites.named(stream.source())));
    }
    long start = System.nanoTime();
    Duration longest = caughtUp ? patience : shorter(patience, HOPELESS);
    while (!awaited.isEmpty()) {
      boolean progress = false;
      for (StreamName stream : Map.copyOf(awaited).keySet()) {
        Optional<SourcePosition> applied = applied(stream);
        progress |= applied.isPresent();
        if (applied.isPresent() && !awaited.get(stream).isAfter(applied.get())) {
          awaited.remove(stream);
        }
      }
      Duration limit = progress ? longest : shorter(longest, HOPELESS);
      if (!awaited.isEmpty() && System.nanoTime() - start >= limit.toNanos()) {
        caughtUp = false;
        return;
      }
      if (!awaited.isEmpty()) {
        pause(POLL);
      }
    }
  }

  /** Sleeps; an interrupt ends the verification. */
  static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatonException(
          ErrorCode.REFUSED, "the verification was interrupted; start it again");
    }
  }

  /** The end of what is committed at a source. */
  private static SourcePosition position(SiteSession source) {
    SourcePosition position =
        source.read(
            c -> {
              // The insert position: work committed asynchronously may not be written yet.
              try (Statement statement = c.createStatement();
                  ResultSet result = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
                result.next();
                return SourcePosition.parse(result.getString(1));
              }
            });
    nudge(source);
    return position;
  }

  /** Makes an idle trail move past the position; without the right to, a heartbeat will. */
  private static void nudge(SiteSession source) {
    try {
      source.write(
          c -> {
            try (Statement statement = c.createStatement()) {
              statement.execute("SET LOCAL synchronous_commit = local");
              return statement.execute("SELECT pg_logical_emit_message(true, 'baton.verify', '')");
            }
          });
    } catch (BatonException e) {
      if (e.code() != ErrorCode.MISSING_GRANT) {
        throw e;
      }
    }
  }

  private Optional<SourcePosition> applied(StreamName stream) {
    return sites
        .named(stream.target())
        .read(c -> provisioned(c) ? applied(c, stream) : Optional.empty());
  }

  private static boolean provisioned(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT to_regclass('baton.applied') IS NOT NULL")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private static Optional<SourcePosition> applied(Connection connection, StreamName stream)
      throws SQLException {
    String sql =
        "SELECT source_position FROM baton.applied WHERE stream = ? ORDER BY seq DESC LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream.toString());
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? Optional.of(SourcePosition.parse(result.getString(1)))
            : Optional.empty();
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
