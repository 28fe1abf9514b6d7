package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.it.fault.CommitFault;
import dev.baton.it.fault.FaultProxy;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests the testers: servers that die durably, a proxy that loses answers, an oracle that sees. */
class InfrastructureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static PostgresSite east;
  private static FaultProxy proxy;

  @BeforeAll
  static void start() {
    east = PostgresSite.start("east");
    proxy = FaultProxy.before(east.port());
    // The proxy faults only connections that write to the applied log.
    east.execute(
        "create schema baton",
        "create table baton.applied (n int primary key)",
        "grant usage on schema baton to app",
        "grant all on baton.applied to app");
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (east != null) {
      east.close();
    }
  }

  @Test
  void whatAServerConfirmedSurvivesItsImmediateStopAndItsKill() {
    east.execute("create table kept (n int)", "insert into kept values (1)");
    east.stopImmediately();
    assertThatThrownBy(() -> east.value("select 1")).isInstanceOf(IllegalStateException.class);
    east.startAgain();
    east.assertDurable();
    east.execute("insert into kept values (2)");
    east.killPostmaster();
    east.startAgain();
    assertThat(east.value("select sum(n) from kept")).isEqualTo("3");
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:%d/shop".formatted(east.port()), "app", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void theAnswerToACommitIsLostWhileTheTransactionStands() throws SQLException {
    try (Connection connection = throughProxy()) {
      insert(connection, 10);
      proxy.onNextCommit(new CommitFault.AnswerLost(Duration.ofSeconds(1)));
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    await().atMost(PATIENCE).until(() -> count(10) == 1);
  }

  @Test
  void aCommitThatArrivesLateHoldsUpTheRetryUntilItStands() throws SQLException {
    try (Connection connection = throughProxy()) {
      insert(connection, 20);
      proxy.onNextCommit(new CommitFault.ArrivesLate(Duration.ofSeconds(1)));
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(count(20)).isZero();
    try (Connection retry = throughProxy()) {
      assertThatThrownBy(() -> insert(retry, 20)).hasMessageContaining("duplicate key");
    }
    assertThat(count(20)).isEqualTo(1);
  }

  @Test
  void aCutConnectionIsNoticedAndABlackHoleIsNot() throws SQLException {
    try (Connection connection = throughProxy()) {
      proxy.cutAll();
      assertThatThrownBy(() -> insert(connection, 30)).isInstanceOf(SQLException.class);
    }
    try (Connection connection = throughProxy()) {
      connection.setNetworkTimeout(Runnable::run, 300);
      proxy.passage().blackHole();
      assertThatThrownBy(() -> insert(connection, 31)).hasMessageContaining("I/O error");
    } finally {
      proxy.passage().free();
    }
  }

  @Test
  void theOracleSeesWhatIsMissingDoubleOrInvented() {
    TpcbSchema.SMALL.create(east);
    TpcbTraffic.Load load = new TpcbTraffic.Load(2, Duration.ofMillis(1), 42);
    try (TpcbTraffic traffic = TpcbTraffic.start(TpcbSchema.SMALL, load, List.of(east))) {
      await().atMost(PATIENCE).until(() -> traffic.acknowledgedCount() >= 50);
      traffic.stop();
      assertThat(traffic.failures()).isEmpty();
      ExactlyOnce.check(List.of(east), List.of(traffic));

      String before = Equality.fingerprint(east, List.of("public.ledger")).toString();
      east.execute("create table spare as select * from ledger order by n limit 1");
      east.execute("insert into ledger select * from spare");
      assertThat(Equality.fingerprint(east, List.of("public.ledger")).toString())
          .isNotEqualTo(before);
      assertThatThrownBy(() -> ExactlyOnce.check(List.of(east), List.of(traffic)))
          .hasMessageContaining("stand twice");

      east.execute(
          "delete from ledger where (site, writer, n) in (select site, writer, n from spare)");
      assertThatThrownBy(() -> ExactlyOnce.check(List.of(east), List.of(traffic)))
          .hasMessageContaining("missing");

      east.execute(
          "insert into ledger select * from spare", "insert into ledger values ('x', 0, 0)");
      assertThatThrownBy(() -> ExactlyOnce.check(List.of(east), List.of(traffic)))
          .hasMessageContaining("nobody committed");
    }
  }

  private static Connection throughProxy() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/shop".formatted(proxy.port()),
            PostgresSite.APP,
            PostgresSite.PASSWORD);
    connection.setAutoCommit(false);
    return connection;
  }

  private static void insert(Connection connection, int n) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("insert into baton.applied values (" + n + ")");
    }
  }

  private static long count(int n) {
    return east.number("select count(*) from baton.applied where n = " + n);
  }
}
