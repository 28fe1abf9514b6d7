package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.engine.swap.row.Blockers.Blocker;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Swaps with copied and fresh slots, cut at a boundary and at a token, and what open transactions
 * do to them.
 */
class SwapFormsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static LinkFixture link;
  private static Succeeding engines;

  @BeforeAll
  static void start() {
    List<String> tables = new ArrayList<>(TpcbSchema.TABLES);
    tables.add("public.held");
    link = LinkFixture.start(Map.of("max_prepared_transactions", "5"), tables);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.executeAtBoth(
        "create table held (id int not null, at timestamptz default clock_timestamp())",
        "alter table held replica identity full");
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
    link.sites().forEach(site -> site.execute("grant pg_signal_backend to baton"));
    engines = Succeeding.start(link, "");
  }

  @AfterAll
  static void stop() {
    if (engines != null) {
      engines.close();
    }
    if (link != null) {
      link.close();
    }
  }

  @AfterEach
  void endWhatIsOpen() {
    link.east()
        .find("select gid from pg_prepared_xacts")
        .ifPresent(gid -> link.east().execute("rollback prepared '" + gid + "'"));
  }

  @Test
  void everyFormOfSwapAppliesEveryWriteOnce() {
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(1, Duration.ofMillis(20), 43), link.sites());
    try (traffic) {
      for (String swap :
          List.of(
              "{ cut: token }",
              "{ slot: fresh }",
              "{ cut: token, tokens: row }",
              "{ slot: fresh, tokens: row }",
              "{ tokens: row }")) {
        engines.swap(swap);
      }
    }
    Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
    assertThat(traffic.failures()).as("failed application writes").isEmpty();
    ExactlyOnce.check(link.sites(), List.of(traffic));
  }

  @Test
  void anOpenTransactionDelaysACopiedSlotNotAtAllAndAFreshOneUntilTheDeadline() throws Exception {
    try (Connection open = link.east().app()) {
      int pid = begin(open, 1);
      long began = System.nanoTime();
      engines.swap("{ cut: token }");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));

      try (EngineProcess refused = engines.successor("{ slot: fresh }")) {
        assertThat(awaitBlockers().pid()).isEqualTo(pid);
        engines.passDeadline();
        engines.awaitAborted(refused);
      }
      open.commit();
      awaitOnce(1);
      begin(open, 2);
      EngineProcess successor = engines.successor("{ slot: fresh, on-deadline: cancel-blockers }");
      awaitBlockers();
      engines.passDeadline();
      engines.awaitDone(successor);
    }
    await().until(() -> link.east().value("select count(*) from held where id = 2").equals("0"));
  }

  @Test
  void anEngineThatDiesIsSucceededAlsoWhereItWasToMeetAToken() {
    EngineProcess dying = engines.current();
    dying.freeze();
    EngineProcess successor = engines.successor("{ cut: token }");
    engines.awaitStep("CUT");
    link.east().executeAsApp("insert into held values (7)");
    dying.kill();
    engines.awaitTaken(successor);
    awaitOnce(7);
  }

  @Test
  void aFreshSlotWaitsForAPreparedTransactionWhichThenArrivesOnce() {
    link.east().executeAsApp("begin; insert into held values (3); prepare transaction 'third'");
    EngineProcess successor = engines.successor("{ slot: fresh }");
    Blocker blocker = awaitBlockers();
    assertThat(blocker.prepared()).isTrue();
    assertThat(blocker.query()).isEqualTo("third");
    link.east().executeAsApp("commit prepared 'third'");
    engines.awaitDone(successor);
    awaitOnce(3);
  }

  @Test
  void aTransactionOfTheTokensListIsWaitedForWithAFreshSlot() throws Exception {
    EngineProcess successor;
    try (Connection target = link.west().admin();
        Connection open = link.east().app()) {
      lock(target, "held");
      link.east().executeAsApp("insert into held values (4)");
      // The slot is made; the current engine, held up, has not got there.
      successor = engines.successor("{ slot: fresh }");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  link.east()
                      .value(
                          "select count(*) from pg_replication_slots where slot_name like '%"
                              + engines.next()
                              + "%' and confirmed_flush_lsn is not null")
                      .equals("1"));
      int pid = begin(open, 5);
      target.commit();
      engines.awaitStep("DRAIN");
      assertThat(awaitBlockers().pid()).isEqualTo(pid);
      assertThat(engines.handover("drained::text")).isEqualTo("false");
      assertRepeatedTokenIsRejected();
      open.commit();
    }
    engines.awaitDone(successor);
    awaitOnce(4);
    awaitOnce(5);
  }

  @Test
  void aDeadlineThatNoBlockerHoldsUpAbortsUnderCancelBlockersToo() {
    EngineProcess owner = engines.current();
    owner.freeze();
    try (EngineProcess refused =
        engines.successor("{ deadline: 2m, on-deadline: cancel-blockers }")) {
      // It waits for the owner alone.
      engines.awaitStep("CUT");
      engines.passDeadline();
      engines.awaitStep("ABORTED");
      owner.thaw();
      engines.awaitAborted(refused);
    } finally {
      owner.thaw();
    }
  }

  private static void assertRepeatedTokenIsRejected() {
    String again = "select pg_logical_emit_message(true, '%s', decode('%s', 'hex'))";
    link.east().execute(again.formatted(Message.TOKEN, engines.token()));
    engines.current().awaitOutput("a token in the trail was rejected: REPEATED");
  }

  private static int begin(Connection open, int id) throws SQLException {
    open.setAutoCommit(false);
    try (Statement statement = open.createStatement()) {
      statement.execute("insert into held values (" + id + ")");
      var row = statement.executeQuery("select pg_backend_pid()");
      row.next();
      return row.getInt(1);
    }
  }

  private static void lock(Connection target, String table) throws SQLException {
    target.setAutoCommit(false);
    try (Statement statement = target.createStatement()) {
      statement.execute("lock table " + table + " in exclusive mode");
    }
  }

  private static Blocker awaitBlockers() {
    await("blockers").atMost(PATIENCE).until(() -> !engines.blockers().isEmpty());
    return engines.blockers().getFirst();
  }

  private static void awaitOnce(int id) {
    await("row " + id)
        .atMost(PATIENCE)
        .until(
            () ->
                link.west().value("select count(*) from held where id = " + id).equals("1")
                    && link.east().value("select count(*) from held where id = " + id).equals("1"));
  }
}
