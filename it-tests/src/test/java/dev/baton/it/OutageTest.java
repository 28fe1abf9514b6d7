package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.EngineProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the network or a database does to an engine passes by itself, and never passes for loss. */
class OutageTest {

  private static final String STREAM = "east->west";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger IDS = new AtomicInteger();
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.item"));
    link.executeAtBoth("create table item (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void freeTheWay() {
    link.westProxy().passage().free();
  }

  @Test
  void aTargetThatIsAwayForSeveralTriesIsComeBackTo() {
    try (EngineProcess engine = link.engine()) {
      link.west().stopImmediately();
      engine.awaitOutput("east->west: UNREACHABLE");
      engine.awaitOutput("trying again in 800 ms");
      link.west().startAgain();
      assertArrives(insert());
      engine.assertAlive();
    }
  }

  @Test
  void sessionsThatOutliveTheirConnectionsAreNoRivals() {
    try (EngineProcess engine = link.engine()) {
      assertArrives(insert());
      link.westProxy().cutClients();
      assertArrives(insert());
      engine.assertAlive();
    }
  }

  @Test
  void aPauseWhileChangesComeIsNoFailure() throws SQLException {
    try (EngineProcess engine = link.engine()) {
      try (Connection application = link.west().app();
          Statement statement = application.createStatement()) {
        application.setAutoCommit(false);
        statement.execute("lock table item in exclusive mode");
        insert();
        await("the lane to wait")
            .atMost(PATIENCE)
            .until(() -> link.west().number("select count(*) from pg_locks where not granted") > 0);
        want("PAUSED");
        // A report is followed by a look at the wish: after the second, the run knows it is to end.
        awaitReportWhileChangesCome();
        awaitReportWhileChangesCome();
        application.rollback();
      }
      awaitState("PAUSED");
      want("RUNNING");
      assertArrives(insert());
      assertThat(engine.output()).doesNotContain("READ_FAILED");
      engine.assertAlive();
    }
  }

  @Test
  void anEngineEndsInTimeWhileADatabaseIsSilent() {
    try (EngineProcess engine = link.engine()) {
      assertArrives(insert());
      link.westProxy().passage().blackHole();
      insert();
      long asked = System.nanoTime();
      engine.terminate();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    } finally {
      link.westProxy().passage().free();
    }
  }

  private static void awaitReportWhileChangesCome() {
    String reported =
        "select reported_at from baton.stream_status where stream = '%s'".formatted(STREAM);
    String last = link.west().value(reported);
    await("the next report")
        .atMost(PATIENCE)
        .until(
            () -> {
              insert();
              return !link.west().value(reported).equals(last);
            });
  }

  private static int insert() {
    int id = IDS.incrementAndGet();
    link.east().executeAsApp("insert into item values (" + id + ")");
    return id;
  }

  private static void assertArrives(int id) {
    await("row " + id + " at west")
        .atMost(PATIENCE)
        .until(() -> link.west().number("select count(*) from item where id = " + id) == 1);
    assertThat(link.west().number("select count(*) from item")).isEqualTo(id);
  }

  private static void want(String state) {
    link.west()
        .execute(
            "update baton.stream set desired_state = '%s' where stream = '%s'"
                .formatted(state, STREAM));
  }

  private static void awaitState(String state) {
    String query = "select state from baton.stream_status where stream = '" + STREAM + "'";
    await("the stream to be " + state)
        .atMost(PATIENCE)
        .until(() -> link.west().value(query).equals(state));
  }
}
