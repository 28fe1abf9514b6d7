package dev.baton.engine.cli.control;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.stream.StreamState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Behaves at the sites as an engine does — holds the streams' locks, reports, follows what is
 * wanted — without replicating anything.
 */
final class ObedientEngine implements AutoCloseable {
  private static final long POLL_NANOS = 10_000_000;

  private final Settings settings;
  private final Map<StreamName, Connection> sessions = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile boolean silent;
  private volatile StreamState insteadOfStreaming = StreamState.STREAMING;

  ObedientEngine(Settings settings) throws SQLException {
    this.settings = settings;
    for (StreamName stream : settings.replicate().streams()) {
      Connection session =
          SiteConnections.open(settings.site(stream.target()), settings.link(), "test");
      sessions.put(stream, session);
      execute(
          session,
          "select pg_advisory_lock(hashtextextended('baton:%s:%s', 0))"
              .formatted(settings.link(), stream));
      execute(
          session,
          "update baton.stream set owner = 'blue', generation = 3 where stream = '%s'"
              .formatted(stream));
      execute(
          session,
          "insert into baton.engine values ('blue', 3, 'ACTIVE', '0.1.0', 'h', 4711) on conflict do nothing");
      report(stream, session);
    }
    thread = Thread.ofPlatform().name("obedient-engine").start(this::run);
  }

  void failWith(StreamState state) {
    insteadOfStreaming = state;
  }

  /** Holds its locks and reports no more. */
  void fallSilent() {
    silent = true;
  }

  private void run() {
    try {
      while (!ended) {
        for (Map.Entry<StreamName, Connection> entry : sessions.entrySet()) {
          if (!silent) {
            report(entry.getKey(), entry.getValue());
          }
          if (stopRequested(entry.getValue())) {
            ended = true;
          }
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      for (Connection session : sessions.values()) {
        execute(session, "delete from baton.engine");
        // The lock goes last, as an engine's does.
        session.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(StreamName stream, Connection session) throws SQLException {
    try (PreparedStatement report =
        session.prepareStatement(
            """
            insert into baton.stream_status (stream, engine, generation, state, lag_millis, lag_bytes, applied_rows, last_error)
            select stream, 'blue', 3,
                   case desired_state when 'RUNNING' then ? else desired_state end, 4, 0, 12,
                   case when desired_state = 'RUNNING' and ? = 'FAILED' then 'CONFLICT: a row' end
            from baton.stream where stream = ?
            on conflict (stream) do update set state = excluded.state, last_error = excluded.last_error,
              reported_at = now()
            """)) {
      report.setString(1, insteadOfStreaming.name());
      report.setString(2, insteadOfStreaming.name());
      report.setString(3, stream.toString());
      report.executeUpdate();
    }
  }

  private boolean stopRequested(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery("select bool_or(stop_requested) from baton.engine")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws InterruptedException, SQLException {
    ended = true;
    thread.join();
    for (Connection session : sessions.values()) {
      session.close();
    }
  }
}
