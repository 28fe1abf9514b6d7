package dev.baton.it.workload;

import dev.baton.it.site.PostgresSite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One application connection that runs TPC-B transactions until it is told to stop. */
final class TpcbWriter implements Runnable {

  private static final int BIGGEST_DELTA = 5_000;
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);

  private final TpcbSchema schema;
  private final PostgresSite site;
  private final int id;
  private final Duration pause;
  private final SplittableRandom random;
  private final CountDownLatch stop;
  private final Set<WriteId> acknowledged = new HashSet<>();
  private final Set<WriteId> inDoubt = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private final AtomicLong acknowledgedCount = new AtomicLong();
  private long n;

  TpcbWriter(
      TpcbSchema schema,
      PostgresSite site,
      int id,
      Duration pause,
      long seed,
      CountDownLatch stop) {
    this.schema = schema;
    this.site = site;
    this.id = id;
    this.pause = pause;
    this.random = new SplittableRandom(seed);
    this.stop = stop;
  }

  @Override
  public void run() {
    while (!stopped(Duration.ZERO)) {
      try (Connection connection = site.app()) {
        connection.setAutoCommit(false);
        do {
          transaction(connection);
        } while (!stopped(pause));
      } catch (SQLException e) {
        failures.add(site.name() + ": " + e.getMessage());
        stopped(RECONNECT_PAUSE);
      }
    }
  }

  private void transaction(Connection connection) throws SQLException {
    WriteId write = new WriteId(site.name(), id, ++n);
    int branch = schema.firstBranch(site.name()) + random.nextInt(schema.branchesPerSite());
    int teller =
        branch * TpcbSchema.TELLERS_PER_BRANCH + random.nextInt(TpcbSchema.TELLERS_PER_BRANCH);
    int account = branch * schema.accountsPerBranch() + random.nextInt(schema.accountsPerBranch());
    long delta = random.nextInt(-BIGGEST_DELTA, BIGGEST_DELTA + 1);
    update(
        connection,
        "update pgbench_accounts set abalance = abalance + ? where aid = ?",
        delta,
        account);
    update(
        connection,
        "update pgbench_tellers set tbalance = tbalance + ? where tid = ?",
        delta,
        teller);
    update(
        connection,
        "update pgbench_branches set bbalance = bbalance + ? where bid = ?",
        delta,
        branch);
    update(
        connection,
        "insert into pgbench_history values (?, ?, ?, ?, ?, ?, ?, now(), '')",
        write.site(),
        write.writer(),
        write.n(),
        teller,
        branch,
        account,
        delta);
    update(
        connection,
        "insert into ledger (site, writer, n) values (?, ?, ?)",
        write.site(),
        write.writer(),
        write.n());
    commit(connection, write);
  }

  private void commit(Connection connection, WriteId write) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      inDoubt.add(write);
      throw e;
    }
    acknowledged.add(write);
    acknowledgedCount.incrementAndGet();
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.executeUpdate() != 1) {
        throw new SQLException("not one row: " + sql);
      }
    }
  }

  private boolean stopped(Duration patience) {
    try {
      return stop.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  long acknowledgedCount() {
    return acknowledgedCount.get();
  }

  Set<WriteId> acknowledged() {
    return acknowledged;
  }

  Set<WriteId> inDoubt() {
    return inDoubt;
  }

  List<String> failures() {
    return failures;
  }
}
