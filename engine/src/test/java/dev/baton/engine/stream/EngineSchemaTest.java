package dev.baton.engine.stream;

import static dev.baton.engine.stream.RunningLink.THERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tables that are altered while an engine runs: what arrives is right, or an error says why not.
 */
@Timeout(120)
class EngineSchemaTest {
  private static PostgresServer server;
  private static RunningLink running;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "altered")
            .bothWays()
            .onBoth(
                "create table item (id int primary key, v int)",
                "create table measured (id int primary key, x real)",
                "create table quiet (id int primary key, x real)",
                "create table twin (id int primary key, v text)",
                "alter table twin replica identity full");
    link.provision();
    running = RunningLink.start(link);
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void columnsAddedAtBothSitesWhileItRunsArriveFilled() {
    running.awaitItemAtWest(running.insertItemEast());
    link.onWest("alter table item add note text");
    link.onEast("alter table item add note text");
    int first = running.insertItemEast();
    link.onEast("update item set note = 'target first' where id = " + first);
    running.awaitWest("select note from item where id = " + first, "target first");

    link.onEast("alter table item add remark text default 'none'");
    link.onWest("alter table item add remark text default 'none'");
    int second = running.insertItemEast();
    link.onEast("update item set remark = 'source first' where id = " + second);
    running.awaitWest("select remark from item where id = " + second, "source first");
    assertThat(running.stream(THERE).state()).isEqualTo(StreamState.STREAMING);
    link.onBoth("alter table item drop note, drop remark");
    running.awaitItemAtWest(running.insertItemEast());
  }

  /** The catalogs were read when the run began; nothing of the table has come since. */
  @Test
  void aTableThatIsAlteredBeforeItsFirstChangeLosesNoDigits() {
    running.awaitItemAtWest(running.insertItemEast());
    link.onBoth("alter table quiet alter x type double precision");
    link.onEast("insert into quiet values (1, 0.12345678901234)");
    running.awaitWest("select x from quiet where id = 1", "0.12345678901234");
  }

  /** The trail describes it just as before: under full identity every column is part of it. */
  @Test
  void rowsThatAKeyNoLongerTellsApartAreNotTakenForOne() {
    link.onEast("insert into twin values (1, 'x')");
    running.awaitWest("select v from twin", "x");
    link.onBoth("alter table twin drop constraint twin_pkey");
    link.onEast(
        "do $$ begin insert into twin values (1, 'a');"
            + " update twin set v = 'b' where v = 'x'; end $$");
    running.awaitWest("select string_agg(v, ' ' order by v) from twin", "a b");
  }

  @Test
  void aColumnThatIsOnlyAtTheSourceStopsTheStreamUntilItIsAdded() {
    running.awaitItemAtWest(running.insertItemEast());
    link.onEast("alter table item add extra int");
    int id = running.insertItemEast();
    link.onEast("update item set extra = 7 where id = " + id);
    running.awaitState(THERE, StreamState.FAILED);
    assertThat(running.stream(THERE).lastError().orElseThrow())
        .startsWith("SCHEMA_MISMATCH: ")
        .contains("public.item", "extra", "west");
    link.onWest("alter table item add extra int");
    running.engine().resume(THERE);
    running.awaitWest("select extra from item where id = " + id, "7");
    link.onBoth("alter table item drop extra");
    running.awaitItemAtWest(running.insertItemEast());
  }

  @Test
  void aTypeChangedAtBothSitesWhileItRunsKeepsEveryDigit() {
    link.onEast("insert into measured values (1, 0.5)");
    running.awaitWest("select x from measured", "0.5");
    link.onWest("alter table measured alter x type double precision");
    link.onEast("alter table measured alter x type double precision");
    link.onEast("insert into measured values (2, 3.141592653589793)");
    running.awaitWest("select x from measured where id = 2", "3.141592653589793");
  }

  @Test
  void aTargetTableWithoutAColumnIsNamedBeforeAnythingRuns() {
    running.close();
    link.onWest("alter table item rename v to w");
    try {
      assertThatThrownBy(() -> RunningLink.start(link, "blue"))
          .isInstanceOfSatisfying(
              BatonException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
                assertThat(e.getMessage()).contains("site west", "public.item", "column v");
              });
    } finally {
      link.onWest("alter table item rename w to v");
      running.startEngine();
    }
  }
}
