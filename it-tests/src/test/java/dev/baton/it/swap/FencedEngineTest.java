package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.fault.CommitFault;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.Background;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An engine stopped inside a target transaction, replaced without being asked, and let go on: not
 * one row of its is committed, and no application waits for what it had locked. {@code item} 1 is
 * the row it is stopped on. The source changes it with so many others that the lane's COMMIT is a
 * message of its own: that of a few rows would go with them, and end the transaction.
 */
class FencedEngineTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WRITERS_PAUSE = Duration.ofMillis(10);
  private static final List<String> TABLES =
      Stream.concat(TpcbSchema.TABLES.stream(), Stream.of("public.item")).toList();
  private static final List<TpcbTraffic> RUNS = new ArrayList<>();
  private static LinkFixture link;
  private static String owner = "blue";
  private final List<EngineProcess> engines = new ArrayList<>();
  private TpcbTraffic traffic;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TABLES);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.executeAtBoth(
        "create table item (id int primary key, v int)",
        "insert into item select id, 0 from generate_series(1, 200) id");
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
  }

  @AfterAll
  static void stop() {
    if (link != null) {
      link.close();
    }
  }

  @BeforeEach
  void startTraffic() {
    traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(1, WRITERS_PAUSE, 7), link.sites());
    RUNS.add(traffic);
  }

  @AfterEach
  void endAll() {
    traffic.close();
    engines.forEach(EngineProcess::thaw);
    engines.forEach(EngineProcess::close);
  }

  private EngineProcess engine(String id, String... more) {
    String[] options =
        Stream.concat(Stream.of("--engine", id), Stream.of(more)).toArray(String[]::new);
    EngineProcess engine = EngineProcess.launch(link.settingsFile(), List.of(), options);
    engines.add(engine);
    engine.awaitStreaming();
    owner = id;
    return engine;
  }

  private static String next() {
    return owner.equals("blue") ? "green" : "blue";
  }

  @Test
  void stoppedBetweenItsStatementsAndItsCommit() throws SQLException {
    EngineProcess stopped = engine(owner);
    CountDownLatch goesOn = new CountDownLatch(1);
    try {
      int faults = link.westProxy().commitFaults();
      link.westProxy().onNextCommit(new CommitFault.HeldBack(goesOn));
      await("a held COMMIT").atMost(PATIENCE).until(() -> link.westProxy().commitFaults() > faults);
      lockedByTheLane("pgbench_accounts");
      stopped.freeze();
      fenced(stopped, "fence", goesOn);
    } finally {
      goesOn.countDown();
    }
  }

  @Test
  void stoppedInAStatementThatIsExecutedAfterwards() throws SQLException {
    EngineProcess stopped = engine(owner);
    stoppedOnTheItem(stopped);
    fenced(stopped, "fence", new CountDownLatch(1));
  }

  @Test
  void stoppedWithNothingOfItsOpen() throws SQLException {
    EngineProcess stopped = engine(owner);
    traffic.stop();
    Equality.await(link.east(), link.west(), TABLES, PATIENCE);
    stopped.freeze();
    fenced(stopped, "fence", new CountDownLatch(1));
  }

  @Test
  void goneByItsLocksAndStillInATransaction() throws SQLException {
    EngineProcess stopped = engine(owner);
    stoppedOnTheItem(stopped);
    for (PostgresSite site : link.sites()) {
      site.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name like 'baton/shop/%' and application_name not like '%/lane'"
              + " and backend_type = 'client backend'");
    }
    fenced(stopped, "drain", new CountDownLatch(1));
  }

  /** The engine's statement has changed the row in a transaction that is open: it is its lock. */
  private void stoppedOnTheItem(EngineProcess engine) throws SQLException {
    try (Connection application = link.west().app();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("select from item where id = 1 for update");
      link.east().executeAsApp("update item set v = v + 1");
      await("the engine to wait for the row")
          .atMost(PATIENCE)
          .until(() -> lanesAt("item", "transactionid") == 1);
      engine.freeze();
      application.rollback();
    }
    lockedByTheLane("item");
  }

  private static void lockedByTheLane(String table) {
    await("the stopped engine's lane to have changed " + table)
        .atMost(PATIENCE)
        .until(() -> lanesAt(table, "ClientRead") > 0);
  }

  /** How many of the engine's lanes have written to the table, and wait for this now. */
  private static long lanesAt(String table, String waitEvent) {
    return link.west()
        .number(
            ("select count(*) from pg_locks l join pg_stat_activity s using (pid)"
                    + " where l.relation = '%s'::regclass and l.granted"
                    + " and l.mode = 'RowExclusiveLock' and s.wait_event = '%s'"
                    + " and s.application_name = 'baton/shop/east->west/lane'")
                .formatted(table, waitEvent));
  }

  private void fenced(EngineProcess stopped, String mode, CountDownLatch goesOn)
      throws SQLException {
    String former = owner;
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(
            () -> link.west().executeAsApp("update item set v = v + 1000 where id = 1"),
            Background.EXECUTOR);
    try {
      EngineProcess successor = engine(next(), "--take-over", "--mode", mode);
      write.orTimeout(10, TimeUnit.SECONDS).join();
      await("the swap to end without the stopped engine")
          .atMost(PATIENCE)
          .until(() -> link.sites().stream().allMatch(site -> open(site) == 0));
      successor.assertAlive();
    } catch (RuntimeException | AssertionError e) {
      engines.forEach(one -> System.err.println(one.tail()));
      throw e;
    }
    stopped.thaw();
    goesOn.countDown();
    assertThat(stopped.awaitEnd(Duration.ofSeconds(30))).as(stopped.tail()).isEqualTo(4);
    assertThat(stopped.output()).contains("fenced");
    for (PostgresSite site : link.sites()) {
      assertThat(site.number(AFTER_THE_LOSS.formatted(former)))
          .as("rows of the applied log at %s that the fenced engine wrote", site.name())
          .isZero();
    }
    traffic.stop();
    // The two writes of item 1 race, as updates of one row at both sites do.
    Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
    ExactlyOnce.check(link.sites(), RUNS);
    assertThat(traffic.failures()).isEmpty();
  }

  private static long open(PostgresSite site) {
    return site.number(
        "select count(*) from baton.handover where step <> 'DONE' and not (step = 'ABORTED' and cleaned)");
  }

  private static final String AFTER_THE_LOSS =
      "select count(*) from baton.applied a where a.engine = '%1$s' and a.seq > (select max(t.seq)"
          + " from baton.applied t where t.taken and t.engine <> '%1$s' and t.stream = a.stream)";
}
