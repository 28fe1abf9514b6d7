package dev.baton.engine.stream;

import static dev.baton.engine.stream.RunningLink.BACK;
import static dev.baton.engine.stream.RunningLink.THERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.Ownership;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One engine between two servers, and what its operator and the world do to it. */
@Timeout(120)
class EngineTest {
  private static PostgresServer east;
  private static PostgresServer west;
  private static RunningLink running;
  private static TestLink link;

  @BeforeAll
  static void start() {
    east = PostgresServer.start();
    west = PostgresServer.start();
    link =
        TestLink.between(east, west, "shop")
            .onBoth("create table item (id int primary key, v int, made text)");
    link.provision();
    running = RunningLink.start(link);
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
    for (PostgresServer server : new PostgresServer[] {east, west}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @BeforeEach
  void bothStreamsFlow() {
    for (String stream : link.streams()) {
      if (running.stream(stream).state() != StreamState.STREAMING) {
        running.engine().resume(stream);
      }
      running.awaitState(stream, StreamState.STREAMING);
    }
  }

  @AfterEach
  void bothSitesAreEqual() {
    running.awaitSame("select count(*) || ' ' || coalesce(sum(v), 0) from item");
  }

  private static String slot(String column) {
    return link.askEast(
            "select %s from pg_replication_slots where slot_name = 'baton_shop_blue_east'"
                .formatted(column))
        .getFirst();
  }

  @Test
  void whileAStreamIsPausedNothingOfItIsReadAndTheOtherGoesOn() {
    running.awaitItemAtWest(running.insertItemEast());
    running.engine().pause(THERE);
    assertThat(running.stream(THERE).state()).isEqualTo(StreamState.PAUSED);
    await("the server to see that its reader has gone").until(() -> slot("active").equals("f"));
    String confirmed = slot("confirmed_flush_lsn");
    int id = running.insertItemEast();
    int back = running.nextItem();
    link.onWest("insert into item values (%d, 1)".formatted(back));
    running.awaitEast("select count(*) from item where id = " + back, "1");
    assertThat(slot("confirmed_flush_lsn")).isEqualTo(confirmed);
    assertThat(slot("active")).isEqualTo("f");
    assertThat(link.askWest("select count(*) from item where id = " + id)).containsExactly("0");
    running.engine().resume(THERE);
    assertThat(running.stream(THERE).state()).isEqualTo(StreamState.STREAMING);
    running.awaitItemAtWest(id);
  }

  @Test
  void whenWritersStopNothingIsAppliedAnyMore() {
    long there = rowsApplied(west, THERE);
    long back = rowsApplied(east, BACK);
    int id = running.insertItemEast();
    int first = running.nextItem();
    int last = running.nextItem();
    link.onWest("insert into item values (%d, 1), (%d, 1)".formatted(first, last));
    running.awaitItemAtWest(id);
    running.awaitEast("select count(*) from item where id = " + last, "1");
    running.awaitQuiet(there + 1, back + 2);
    assertThat(running.stream(THERE).filteredTransactions())
        .as("the server leaves out what is replicated")
        .isZero();
  }

  private static long rowsApplied(PostgresServer site, String stream) {
    return Long.parseLong(
        site.ask(
                "shop",
                "select coalesce(sum(rows), 0) from baton.applied where stream = '%s'"
                    .formatted(stream))
            .getFirst());
  }

  @Test
  void pausingUnderLoadIsNoFailure() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> traffic =
        CompletableFuture.runAsync(
            () -> {
              try (Connection application = east.connect("shop")) {
                int id = 1_000_000;
                while (!enough.get()) {
                  PostgresServer.run(
                      application,
                      "insert into item select i, 1, repeat('x', 500) from generate_series(%d, %d) i"
                          .formatted(id, id + 99));
                  id += 100;
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      for (int round = 0; round < 3; round++) {
        long before = running.stream(THERE).appliedRows();
        await().until(() -> running.stream(THERE).appliedRows() > before + 100);
        running.engine().pause(THERE);
        assertThat(running.stream(THERE).state()).isEqualTo(StreamState.PAUSED);
        assertThat(running.stream(THERE).lastError()).isEmpty();
        running.engine().resume(THERE);
      }
    } finally {
      enough.set(true);
      traffic.join();
      link.onEast("delete from item where id >= 1000000");
    }
  }

  @Test
  void anOperatorsWishInTheTableIsFollowed() {
    wish("STOPPED");
    running.awaitState(THERE, StreamState.STOPPED);
    int id = running.insertItemEast();
    wish("RUNNING");
    running.awaitState(THERE, StreamState.STREAMING);
    running.awaitItemAtWest(id);
  }

  private static void wish(String state) {
    link.onWest(
        "update baton.stream set desired_state = '%s' where stream = '%s'".formatted(state, THERE),
        "notify baton_control");
  }

  @Test
  void aCheckpointReturnsWhenWhatWasReadIsApplied() throws Exception {
    int id = running.insertItemEast();
    running.awaitItemAtWest(id);
    running.engine().checkpoint(THERE);
    try (Connection application = west.connect("shop")) {
      application.setAutoCommit(false);
      PostgresServer.run(application, "select from item where id = %d for update".formatted(id));
      link.onEast("update item set v = 2 where id = " + id);
      await("the change to be read")
          .until(
              () ->
                  link.askWest(
                          "select count(*) from pg_stat_activity where application_name like '%/lane' and wait_event_type = 'Lock'")
                      .equals(List.of("1")));
      CompletableFuture<Void> asked =
          CompletableFuture.runAsync(() -> running.engine().checkpoint(THERE));
      await().during(Duration.ofMillis(300)).until(() -> !asked.isDone());
      application.rollback();
      asked.join();
    }
    assertThat(link.askWest("select v from item where id = " + id)).containsExactly("2");
  }

  @Test
  void aConflictStopsItsStreamOnlyUntilTheRowIsMended() throws Exception {
    int id = running.insertItemEast();
    running.awaitItemAtWest(id);
    running.atWestAlone("delete from item where id = " + id);
    link.onEast("update item set v = 5 where id = " + id);
    running.awaitState(THERE, StreamState.FAILED);
    assertThat(running.stream(THERE).lastError().orElseThrow())
        .startsWith("CONFLICT: ")
        .contains("public.item");
    long conflicts = running.stream(THERE).conflicts();

    int back = running.nextItem();
    link.onWest("insert into item values (%d, 1)".formatted(back));
    running.awaitEast("select count(*) from item where id = " + back, "1");

    link.onWest("notify baton_control");
    await("the same conflict again")
        .until(() -> running.stream(THERE).conflicts() == conflicts + 1);
    running.awaitState(THERE, StreamState.FAILED);
    running.atWestAlone("insert into item values (%d, 1)".formatted(id));
    running.engine().resume(THERE);
    running.awaitWest("select v from item where id = " + id, "5");
  }

  @Test
  void aFailedStreamCanBePausedAndResumed() throws Exception {
    int id = running.insertItemEast();
    running.awaitItemAtWest(id);
    running.atWestAlone("delete from item where id = " + id);
    link.onEast("update item set v = 5 where id = " + id);
    running.awaitState(THERE, StreamState.FAILED);
    running.engine().pause(THERE);
    assertThat(running.stream(THERE).state()).isEqualTo(StreamState.PAUSED);
    running.atWestAlone("insert into item values (%d, 1)".formatted(id));
    running.engine().resume(THERE);
    running.awaitWest("select v from item where id = " + id, "5");
  }

  @Test
  void aRestartOfEitherDatabaseIsWeathered() {
    for (PostgresServer site : List.of(west, east)) {
      int before = running.insertItemEast();
      site.crashAndRestart();
      int after = running.insertItemEast();
      running.awaitItemAtWest(before);
      running.awaitItemAtWest(after);
      for (String stream : link.streams()) {
        running.awaitState(stream, StreamState.STREAMING);
      }
    }
  }

  @Test
  void aSecondEngineOnTheLinkIsTurnedAwayAndNamed() {
    assertThatThrownBy(() -> RunningLink.start(link, "green"))
        .isInstanceOfSatisfying(
            BatonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FENCED);
              assertThat(e.getMessage()).contains("engine blue", "east->west", "shop");
            });
    running.awaitItemAtWest(running.insertItemEast());
  }

  @Test
  void anEngineThatLosesAStreamCommitsNothingMoreAndEnds() throws Exception {
    running.awaitItemAtWest(running.insertItemEast());
    try (Connection control = west.connect("shop")) {
      Ownership.take(control, THERE, "green", 0);
    }
    int id = running.insertItemEast();
    assertThat(running.engine().await()).isEqualTo(ErrorCode.FENCED.exitCode());
    assertThat(running.stream(THERE).state()).isEqualTo(StreamState.HANDED_OVER);
    assertThat(link.askWest("select count(*) from item where id = " + id)).containsExactly("0");
    running.startEngine();
    running.awaitItemAtWest(id);
  }

  @Test
  void progressOfAnotherServerIsNotUsed() {
    running.close();
    link.onWest("update baton.stream set source_timeline = source_timeline + 1");
    try {
      assertThatThrownBy(() -> RunningLink.start(link, "blue"))
          .isInstanceOfSatisfying(
              BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    } finally {
      link.onWest("update baton.stream set source_timeline = source_timeline - 1");
      running.startEngine();
    }
  }
}
