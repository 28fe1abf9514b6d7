package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.progress.OldRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a stream says of itself into Baton's tables at its target once a second, and carries
 * the operator's wishes from there: at once when notified, else within the second. One virtual
 * thread with a connection of its own; a site that is away only makes it wait.
 */
final class StreamReporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamReporter.class);

  /** Notified by whoever writes a wish. */
  private static final String CONTROL = "baton_control";

  private static final int EVERY_MILLIS = 1_000;
  private static final int LISTEN_MILLIS = 100;
  private static final long ROWS_KEPT = 10_000;

  /** More than lanes write between two reports. */
  private static final int LOOKED_AT_AT_ONCE = 5_000;

  private final StreamRunner runner;
  private final Supplier<EngineFacts> engine;
  private final Supplier<StreamStatus> status;
  private final Consumer<StreamReporter> onStopRequested;
  private final OldRows oldRows;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long reportedAtNanos = System.nanoTime();
  private volatile boolean reachable = true;

  /** What a report says of the engine. */
  record EngineFacts(
      String id, long generation, String state, String version, String host, long pid) {}

  StreamReporter(
      StreamRunner runner,
      Supplier<EngineFacts> engine,
      Supplier<StreamStatus> status,
      Consumer<StreamReporter> onStopRequested) {
    this.runner = runner;
    this.engine = engine;
    this.status = status;
    this.onStopRequested = onStopRequested;
    this.oldRows = new OldRows(runner.settings().name().toString(), ROWS_KEPT, LOOKED_AT_AT_ONCE);
    this.thread =
        Thread.ofVirtual()
            .name(runner.settings().name() + "/report")
            .unstarted(this::keepReporting);
  }

  void start() {
    thread.start();
  }

  long ageMillis() {
    return (System.nanoTime() - reportedAtNanos) / 1_000_000;
  }

  boolean reachable() {
    return reachable;
  }

  boolean targets(String site) {
    return runner.settings().name().target().equals(site);
  }

  /** Pooled connections, and the one that reports. */
  int connections() {
    return runner.target().connections() + (reachable ? 1 : 0);
  }

  int maxConnections() {
    return runner.target().maxConnections() + 1;
  }

  private void keepReporting() {
    while (!closed) {
      try (Connection connection = runner.target().openControl("report")) {
        run(connection, "listen " + CONTROL);
        run(connection, "listen " + Follower.CHANNEL);
        while (!closed) {
          report(connection);
          awaitNews(connection);
        }
        withdraw(connection);
      } catch (SQLException | BatonException e) {
        if (reachable) {
          log.warn("{}: cannot report at the target: {}", runner.settings().name(), e.getMessage());
        }
        reachable = false;
        pauseQuietly();
      }
    }
  }

  private synchronized void pauseQuietly() {
    try {
      if (!closed) {
        wait(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A moved handover is looked at at once, and is no reason to report. */
  private void awaitNews(Connection connection) throws SQLException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
    boolean wished = false;
    boolean looks = true;
    while (!closed && !wished && until - System.nanoTime() > 0) {
      if (looks) {
        runner.succession().look(connection, runner);
      }
      for (PGNotification news : nextNews(connection, until)) {
        wished |= news.getName().equals(CONTROL);
      }
      looks = runner.succession().looksAtOnce();
    }
    if (wished && !closed) {
      runner.retry();
    }
  }

  /** In short waits: nothing else tells a driver that waits that the engine ends. */
  private PGNotification[] nextNews(Connection connection, long untilNanos) throws SQLException {
    PGConnection listening = connection.unwrap(PGConnection.class);
    PGNotification[] news = new PGNotification[0];
    while (news.length == 0 && untilNanos - System.nanoTime() > 0 && !closed) {
      long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime()) + 1;
      PGNotification[] heard = listening.getNotifications((int) Math.min(left, LISTEN_MILLIS));
      news = heard == null ? news : heard;
    }
    return news;
  }

  private void report(Connection connection) throws SQLException {
    EngineFacts facts = engine.get();
    StreamStatus now = status.get();
    boolean left = runner.succession().hasLeft(runner.name());
    boolean stop = !left && engineRow(connection, facts);
    statusRow(connection, facts, now);
    reachable = true;
    reportedAtNanos = System.nanoTime();
    if (stop) {
      onStopRequested.accept(this);
    } else {
      runner.wishes().read(connection);
    }
    // Behind the wish, which is not to wait. One engine's work: two would wait for each other.
    if (!left && !runner.isFollowing()) {
      oldRows.remove(connection);
    }
  }

  private boolean engineRow(Connection connection, EngineFacts facts) throws SQLException {
    String sql =
        """
        insert into baton.engine as e (engine, generation, state, version, host, pid, protocol,
          agreement)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (engine) do update set generation = excluded.generation,
          state = excluded.state, version = excluded.version, host = excluded.host,
          pid = excluded.pid, heartbeat_at = now(),
          protocol = excluded.protocol, agreement = excluded.agreement,
          started_at = case when (e.host, e.pid) = (excluded.host, excluded.pid)
                            then e.started_at else now() end,
          stop_requested = e.stop_requested and (e.host, e.pid) = (excluded.host, excluded.pid)
        returning stop_requested
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setString(1, facts.id());
      upsert.setLong(2, facts.generation());
      upsert.setString(3, facts.state());
      upsert.setString(4, facts.version());
      upsert.setString(5, facts.host());
      upsert.setLong(6, facts.pid());
      Succession.Registration registration = runner.succession().registration();
      upsert.setInt(7, registration.protocol());
      upsert.setString(8, registration.agreement());
      try (ResultSet row = upsert.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void statusRow(Connection connection, EngineFacts facts, StreamStatus now)
      throws SQLException {
    String sql =
        """
        insert into baton.stream_status as s (stream, engine, generation, state, source_position,
          applied_position, lag_millis, lag_bytes, applied_transactions, applied_rows,
          filtered_transactions, conflicts, quarantined, last_error)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (stream) do update set engine = excluded.engine,
          generation = excluded.generation, state = excluded.state,
          source_position = excluded.source_position,
          applied_position = excluded.applied_position, lag_millis = excluded.lag_millis,
          lag_bytes = excluded.lag_bytes, applied_transactions = excluded.applied_transactions,
          applied_rows = excluded.applied_rows,
          filtered_transactions = excluded.filtered_transactions,
          conflicts = excluded.conflicts, quarantined = excluded.quarantined,
          last_error = excluded.last_error, reported_at = now()
        where s.generation <= excluded.generation
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setString(1, now.name());
      upsert.setString(2, facts.id());
      upsert.setLong(3, now.generation());
      upsert.setString(4, now.state().name());
      upsert.setString(5, now.sourcePosition().orElse(null));
      upsert.setString(6, now.appliedPosition().orElse(null));
      upsert.setLong(7, now.lagMillis());
      upsert.setLong(8, now.lagBytes());
      upsert.setLong(9, now.appliedTransactions());
      upsert.setLong(10, now.appliedRows());
      upsert.setLong(11, now.filteredTransactions());
      upsert.setLong(12, now.conflicts());
      upsert.setLong(13, now.quarantined());
      upsert.setString(14, now.lastError().orElse(null));
      upsert.executeUpdate();
    }
  }

  /** The last report of a process that ends in order: its stream's state, and that it is gone. */
  private void withdraw(Connection connection) throws SQLException {
    EngineFacts facts = engine.get();
    statusRow(connection, facts, status.get());
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from baton.engine where engine = ? and host = ? and pid = ?")) {
      delete.setString(1, facts.id());
      delete.setString(2, facts.host());
      delete.setLong(3, facts.pid());
      delete.executeUpdate();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Reports for the last time and withdraws the engine's row. */
  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (thread.getState() != Thread.State.NEW) {
      thread.join(2L * EVERY_MILLIS + 500);
    }
  }
}
