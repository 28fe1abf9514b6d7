package dev.baton.it.swap.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.Background;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.site.Probe;
import dev.baton.it.workload.TpcbLink;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The instant of the cut, with an abort or a crash in its way. */
class CutRaceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FIRST = KillCase.STREAMS.getFirst();
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = TpcbLink.start();
    link.sites().forEach(HeldStep::install);
  }

  private static EngineProcess engine(String id, String... more) {
    return EngineProcess.launch(
        link.settingsFile(),
        List.of(),
        more.length == 0 ? new String[] {"--engine", id} : new String[] {"--engine", id, more[0]});
  }

  @Test
  void aCutThatCameLateHandsOverToNobody() throws Exception {
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(1, Duration.ofMillis(10), 5), link.sites());
    PostgresSite target = link.target(FIRST);
    try (EngineProcess current = engine("blue")) {
      current.awaitStreaming();
      long generation = generation();
      try (Connection operator = target.admin();
          Statement statement = operator.createStatement()) {
        operator.setAutoCommit(false);
        statement.execute("set test.unheld = on");
        EngineProcess next;
        CompletableFuture<Void> locked;
        try (HeldStep held = HeldStep.hold(target, FIRST, Step.DRAIN)) {
          next = engine("green", "--take-over");
          held.awaitHeld(next::assertAlive);
          locked = CompletableFuture.runAsync(() -> run(statement, LOCK), Background.EXECUTOR);
          await("the operator to be next in the row's queue")
              .atMost(PATIENCE)
              .until(() -> waiting("application_name not like 'baton/%'") == 1);
        }
        try (next) {
          locked.join();
          await("the last transaction of the current engine to wait for the row")
              .atMost(PATIENCE)
              .until(() -> waiting("application_name like '%/lane'") == 1);
          assertThat(target.value("select step from baton.handover order by id desc limit 1"))
              .isEqualTo("CUT");
          run(statement, ABORT);
          operator.commit();
          assertThat(next.awaitEnd(PATIENCE)).as(next.tail()).isEqualTo(1);
        }
      }
      cleanedUp();
      current.assertAlive();
      for (PostgresSite site : link.sites()) {
        assertThat(site.number("select count(*) from baton.applied where engine = 'green'"))
            .as("rows of the applied log at %s of the engine that got nothing", site.name())
            .isZero();
        assertThat(site.value("select owner from baton.stream")).isEqualTo("blue");
        assertThat(site.number("select count(*) from pg_replication_slots")).isEqualTo(1);
      }
      assertThat(generation()).isEqualTo(generation);
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      ExactlyOnce.check(link.sites(), List.of(traffic));
      swapsAfterAll(current, generation);
    } finally {
      traffic.close();
    }
  }

  private static void cleanedUp() {
    link.awaitAtBoth(
        "the swap to be cleaned up",
        "select count(*) from baton.handover where step <> 'DONE' and not cleaned",
        "0",
        PATIENCE);
  }

  private static final String LOCK =
      "select step from baton.handover where stream = '%s' and step <> 'DONE' for update"
          .formatted(FIRST);

  private static final String ABORT =
      "update baton.handover set step = 'ABORTED', ended_how = 'ABORTED', reason = 'told to'"
          + " where stream = '%s' and step = 'CUT'; notify baton_handover".formatted(FIRST);

  private static final String LAST_HANDOVER = " order by id desc limit 1";

  private static final String PASS_DEADLINE =
      "update baton.handover set deadline = now() - interval '1 s' where step <> 'DONE' and step <> 'ABORTED'";

  private static void run(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long waiting(String whose) {
    return waiting(link.target(FIRST), whose);
  }

  private static long waiting(PostgresSite at, String whose) {
    return at.number(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            + " and wait_event in ('transactionid', 'tuple') and "
            + whose);
  }

  private static long generation() {
    return link.target(FIRST)
        .number("select generation from baton.stream where stream = '" + FIRST + "'");
  }

  /** The generation that was promised is burned: nobody ever gets it. */
  private static void swapsAfterAll(EngineProcess current, long generation) {
    try (EngineProcess next = engine("green", "--take-over")) {
      next.awaitStreaming();
      assertThat(current.awaitEnd(PATIENCE)).as(current.tail()).isZero();
      assertThat(generation()).isEqualTo(generation + 2);
      assertThat(next.terminate()).isZero();
    }
  }

  @Test
  void aDeadlineThatPassesBetweenTheCutsIsTooLate() throws Exception {
    String second = KillCase.STREAMS.getLast();
    PostgresSite target = link.target(second);
    try (EngineProcess current = engine("blue")) {
      current.awaitStreaming();
      try (Connection operator = target.admin();
          Statement statement = operator.createStatement()) {
        EngineProcess next;
        CompletableFuture<Void> passed;
        try (HeldStep held = HeldStep.hold(target, second, Step.DRAIN)) {
          next = engine("violet", "--take-over");
          held.awaitHeld(next::assertAlive);
          link.target(FIRST).execute(PASS_DEADLINE);
          passed =
              CompletableFuture.runAsync(() -> run(statement, PASS_DEADLINE), Background.EXECUTOR);
          await("the deadline to be next in the row's queue")
              .atMost(PATIENCE)
              .until(() -> waiting(target, "application_name not like 'baton/%'") == 1);
        }
        try (next) {
          passed.join();
          done();
          assertThat(current.awaitEnd(PATIENCE)).as(current.tail()).isZero();
          for (PostgresSite site : link.sites()) {
            assertThat(site.value("select owner from baton.stream")).isEqualTo("violet");
            assertThat(
                    site.value("select deadline < step_since from baton.handover" + LAST_HANDOVER))
                .as("whether the deadline of the stream to %s had passed", site.name())
                .isEqualTo("t");
          }
          comesThrough();
          assertThat(next.terminate()).as(next.tail()).isZero();
        }
      }
    }
  }

  private static void done() {
    link.awaitAtBoth(
        "the swap to end", "select step from baton.handover" + LAST_HANDOVER, "DONE", PATIENCE);
  }

  @Test
  void aTargetThatCrashesAfterTheHandOverHasNotForgottenIt() throws Exception {
    PostgresSite target = link.target(FIRST);
    target.execute(
        "alter role baton set synchronous_commit = off",
        "alter system set wal_writer_delay = '10s'",
        "select pg_reload_conf()");
    try (EngineProcess current = engine("blue")) {
      current.awaitStreaming();
      long generation = generation();
      try (EngineProcess next = engine("red", "--take-over");
          Probe probe = new Probe(target)) {
        String owner = "select owner from baton.stream where stream = '" + FIRST + "'";
        await("the hand-over")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> probe.column(owner).equals(List.of("red")));
        target.stopImmediately();
        target.startAgain();
        assertThat(target.value(owner)).as("the owner after the crash").isEqualTo("red");
        assertThat(generation()).isGreaterThan(generation);
        assertThat(
                target.value(
                    "select engine from baton.applied where stream = '%s' and taken order by seq desc limit 1"
                        .formatted(FIRST)))
            .isEqualTo("red");
        done();
        assertThat(current.awaitEnd(PATIENCE)).as(current.tail()).isZero();
        comesThrough();
        assertThat(next.terminate()).as(next.tail()).isZero();
      }
    } finally {
      target.execute(
          "alter role baton reset synchronous_commit", "alter system reset wal_writer_delay");
    }
  }

  private static void comesThrough() {
    for (PostgresSite site : link.sites()) {
      PostgresSite other = site == link.east() ? link.west() : link.east();
      int teller = TpcbSchema.SMALL.firstBranch(site.name()) * TpcbSchema.TELLERS_PER_BRANCH;
      String query = "select filler from pgbench_tellers where tid = " + teller;
      site.executeAsApp(
          "update pgbench_tellers set filler = clock_timestamp()::text where tid = " + teller);
      String wanted = site.value(query);
      await("a write of %s at %s".formatted(site.name(), other.name()))
          .atMost(PATIENCE)
          .until(() -> other.value(query).equals(wanted));
    }
  }
}
