package dev.baton.engine.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * One application: TPC-B transactions at a steady rate, each with a row in the ledger, until told
 * to end. Runs on one thread; its figures are whole once that thread has ended.
 */
final class Writer implements Runnable {
  private static final int LARGEST_DELTA = 5_000;

  private final String site;
  private final int siteNumber;
  private final int writer;
  private final Bank bank;
  private final DataSource database;
  private final Duration interval;
  private final RandomGenerator random;
  private final List<Acknowledged> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private final List<SQLException> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<Acknowledged.Id> uncertain = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean ended;

  Writer(
      String site,
      int siteNumber,
      int writer,
      Bank bank,
      DataSource database,
      Duration interval,
      RandomGenerator random) {
    this.site = site;
    this.siteNumber = siteNumber;
    this.writer = writer;
    this.bank = bank;
    this.database = database;
    this.interval = interval;
    this.random = random;
  }

  @Override
  public void run() {
    long due = System.nanoTime() + (long) (random.nextDouble() * interval.toNanos());
    for (long number = 1; !ended; number++) {
      try {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      } catch (InterruptedException e) {
        return;
      }
      due += interval.toNanos();
      long begun = System.nanoTime();
      try {
        transact(number);
        acknowledged.add(new Acknowledged(site, writer, number, System.nanoTime() - begun));
      } catch (SQLException e) {
        // The commit may have happened all the same: such a row may be there, or not.
        uncertain.add(new Acknowledged.Id(site, writer, number));
        failures.add(e);
      }
    }
  }

  private void transact(long number) throws SQLException {
    int branch = bank.firstBranch(siteNumber) + random.nextInt(bank.branchesPerSite());
    int teller =
        (branch - 1) * Bank.TELLERS_PER_BRANCH + 1 + random.nextInt(Bank.TELLERS_PER_BRANCH);
    int account =
        (branch - 1) * bank.accountsPerBranch() + 1 + random.nextInt(bank.accountsPerBranch());
    int delta = random.nextInt(-LARGEST_DELTA, LARGEST_DELTA + 1);
    try (Connection connection = database.getConnection()) {
      execute(
          connection,
          "update pgbench_accounts set abalance = abalance + ? where aid = ?",
          delta,
          account);
      execute(
          connection,
          "update pgbench_tellers set tbalance = tbalance + ? where tid = ?",
          delta,
          teller);
      execute(
          connection,
          "update pgbench_branches set bbalance = bbalance + ? where bid = ?",
          delta,
          branch);
      execute(
          connection,
          "insert into pgbench_history (site, number, tid, bid, aid, delta, mtime) values (?, ?, ?, ?, ?, ?, clock_timestamp())",
          site,
          writer * 1_000_000_000L + number,
          teller,
          branch,
          account,
          delta);
      execute(
          connection,
          "insert into ledger (site, writer, number) values (?, ?, ?)",
          site,
          writer,
          number);
      connection.commit();
    }
  }

  private static void execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  void end() {
    ended = true;
  }

  List<Acknowledged> acknowledged() {
    return acknowledged;
  }

  List<Acknowledged.Id> uncertain() {
    return uncertain;
  }

  List<SQLException> failures() {
    return failures;
  }
}
