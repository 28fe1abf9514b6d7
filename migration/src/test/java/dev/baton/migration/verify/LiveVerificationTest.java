package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verification says while changes are on their way from site to site. */
class LiveVerificationTest {
  private static final int ROWS = 20_000;
  private static final int LAG_MILLIS = 300;

  private static TwoSites sites;

  @BeforeAll
  static void start() throws IOException, SQLException {
    sites = TwoSites.start();
    sites.atBoth(
        "CREATE SCHEMA baton",
        "CREATE TABLE baton.applied (stream text, seq bigint, source_position text, PRIMARY KEY (stream, seq))");
  }

  @AfterAll
  static void stop() throws IOException {
    sites.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    sites.atBoth(
        "DROP TABLE IF EXISTS live",
        "TRUNCATE baton.applied",
        "CREATE TABLE live (id int PRIMARY KEY, v bigint)",
        "INSERT INTO live SELECT i, 0 FROM generate_series(1, " + ROWS + ") i");
    applied("east", "west->east");
    applied("west", "east->west");
  }

  @AfterEach
  void clear() throws SQLException {
    sites.atBoth("TRUNCATE baton.applied");
  }

  @Test
  void rowsInFlightAreNotReportedAndAStrayRowIs() throws Exception {
    sites.at("west", "UPDATE live SET v = -1 WHERE id = 777");
    CountDownLatch underWay = new CountDownLatch(3);
    CountDownLatch stop = new CountDownLatch(1);
    FutureTask<Void> traffic = new FutureTask<>(() -> replicateWithLag(underWay, stop));
    Thread.ofVirtual().name("traffic").start(traffic);
    try {
      assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
      VerifyReport report = verify(Duration.ofSeconds(30));
      TableReport table = report.tables().getFirst();
      assertThat(report.caughtUp()).isTrue();
      assertThat(table.rows()).extracting(RowDifference::key).containsExactly(List.of("777"));
      assertThat(table.differing()).isEqualTo(1);
    } finally {
      stop.countDown();
      traffic.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aStreamThatStandsStillCostsThePatienceAndIsSaid() throws SQLException {
    sites.at("east", "UPDATE live SET v = 1 WHERE id = 5");
    long start = System.nanoTime();
    VerifyReport report = verify(Duration.ofMillis(1500));
    assertThat(report.caughtUp()).isFalse();
    assertThat(report.equal()).isFalse();
    assertThat(report.tables().getFirst().different()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1500));
  }

  @Test
  void aRowThatNeverStandsStillIsUnsettledAndNotADifference() throws SQLException {
    try (Connection east = sites.connect("east")) {
      execute(east, "UPDATE live SET v = v + 1 WHERE id = 9");
      VerifyReport report =
          new Verification()
              .verify(
                  sites.settings("public.live"),
                  VerifyOptions.defaults().withPatience(Duration.ofMillis(200)),
                  step -> changeBeforeEachLook(east, step));
      assertThat(report.unsettled()).isEqualTo(1);
      assertThat(report.equal()).isTrue();
    }
  }

  private static VerifyReport verify(Duration patience) {
    return new Verification()
        .verify(
            sites.settings("public.live"),
            VerifyOptions.defaults().withPatience(patience),
            ProgressListener.none());
  }

  /** Changes rows at east and, a lag later, at west, as an engine would. */
  private static Void replicateWithLag(CountDownLatch underWay, CountDownLatch stop)
      throws Exception {
    try (Connection east = sites.connect("east");
        Connection west = sites.connect("west")) {
      for (int round = 1; stop.getCount() > 0; round++) {
        String change = "UPDATE live SET v = " + round + " WHERE id % 1000 = " + round % 700;
        execute(east, change);
        String position = position(east);
        underWay.countDown();
        stop.await(LAG_MILLIS, TimeUnit.MILLISECONDS);
        execute(west, change);
        log(west, "east->west", position);
        log(east, "west->east", position(west));
      }
    }
    return null;
  }

  private static void changeBeforeEachLook(Connection east, VerifyStep step) {
    try {
      switch (step) {
        case VerifyStep.LookAgain look -> execute(east, "UPDATE live SET v = v + 1 WHERE id = 9");
        case VerifyStep.Table table -> {}
        case VerifyStep.Chunk chunk -> {}
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void applied(String site, String stream) throws SQLException {
    try (Connection target = sites.connect(site);
        Connection source = sites.connect(site.equals("east") ? "west" : "east")) {
      log(target, stream, position(source));
    }
  }

  private static void log(Connection target, String stream, String position) throws SQLException {
    execute(
        target,
        "INSERT INTO baton.applied SELECT '%1$s', coalesce(max(seq), 0) + 1, '%2$s' FROM baton.applied WHERE stream = '%1$s'"
            .formatted(stream, position));
  }

  private static String position(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
      result.next();
      return result.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
