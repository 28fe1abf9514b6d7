package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.link.LinkSettings;
import dev.baton.it.program.EngineProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slot or a source that does not fit the target's progress stops the stream; nothing moves. */
class SlotSafetyTest {

  private static final String STREAM = "east->west";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.item"));
    link.executeAtBoth("create table item (id int primary key, name text)");
  }

  @BeforeEach
  void replicateOneRow() {
    link.provision();
    try (EngineProcess engine = link.engine()) {
      link.east().executeAsApp("insert into item values (1, 'replicated')");
      await().atMost(PATIENCE).until(() -> link.west().number("select count(*) from item") == 1);
      assertThat(engine.terminate()).isZero();
    }
    link.east().executeAsApp("insert into item values (2, 'not yet')");
  }

  @AfterEach
  void leaveNoTrace() {
    link.deprovision();
    link.executeAtBoth("truncate item");
  }

  @Test
  void aSlotLeavesBehindWhatWasReadOnceTheWorkHasEnded() {
    Path patient = link.settingsFile(link.settings().withEngineKey("heartbeat-interval", "5m"));
    try (EngineProcess engine = EngineProcess.streaming(patient, List.of())) {
      await().atMost(PATIENCE).until(() -> link.west().number("select count(*) from item") == 2);
      String start = link.east().value("select pg_current_wal_lsn()");
      await("the slot to be decoded from later on")
          .atMost(PATIENCE)
          .until(
              () -> {
                workAndNoteWhatRuns();
                return slotIs("restart_lsn > '%s'".formatted(start));
              });
      engine.assertAlive();
    }
  }

  @Test
  void aSlotAheadOfTheTargetStopsTheStream() {
    link.east()
        .execute(
            "select pg_replication_slot_advance('%s', pg_current_wal_lsn())"
                .formatted(link.slot(STREAM)));
    assertStopsWithoutMoving("SLOT_AHEAD", link.slot(STREAM));
  }

  @Test
  void anotherServerInTheSourcesPlaceStopsTheStream() {
    link.west()
        .execute("update baton.stream set source_system = '1' where stream = '" + STREAM + "'");
    assertStopsWithoutMoving("SOURCE_CHANGED", "east");
  }

  @Test
  void anotherTimelineOfTheSourceStopsTheStream() {
    link.west()
        .execute("update baton.stream set source_timeline = 7 where stream = '" + STREAM + "'");
    assertStopsWithoutMoving("SOURCE_CHANGED", "east");
  }

  @Test
  void aSlotMadeAnewUnderTheSameNameStopsTheStream() {
    String slot = link.slot(STREAM);
    link.east()
        .execute(
            "select pg_drop_replication_slot('" + slot + "')",
            "select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    assertStopsWithoutMoving("SLOT_AHEAD", slot);
  }

  @Test
  void aSourcePutBackToAnEarlierStateStopsTheStream() {
    link.west()
        .execute(
            "update baton.applied set source_position = 'FF/0' where stream = '%s' and seq ="
                    .formatted(STREAM)
                + " (select max(seq) from baton.applied where stream = '%s')".formatted(STREAM));
    assertStopsWithoutMoving("SOURCE_CHANGED", "put back to an earlier state");
  }

  @Test
  void anEngineWhoseFirstStartStopsHalfWayFindsTheFormersSlotAgain() {
    LinkSettings green = link.settings().withEngine("green");
    Map<String, Integer> nowhere = Map.of("east", 1, "west", link.settings().ports().get("west"));
    try (EngineProcess halfWay =
        EngineProcess.launch(link.settingsFile(green.withPorts(nowhere)), List.of())) {
      assertThat(halfWay.awaitEnd(PATIENCE)).isEqualTo(3);
    }
    try (EngineProcess engine = EngineProcess.streaming(link.settingsFile(green), List.of())) {
      await().atMost(PATIENCE).until(() -> link.west().number("select count(*) from item") == 2);
      assertThat(link.east().value("select string_agg(slot_name, ' ') from pg_replication_slots"))
          .isEqualTo("baton_shop_green_east");
      engine.assertAlive();
    }
  }

  /**
   * Work that ends, a note of the server behind it, and a heartbeat of the engine's behind both. A
   * slot holds one note at a time: where the server has just taken one by itself, the next is left
   * out until that one is acknowledged.
   */
  private static void workAndNoteWhatRuns() {
    link.east().executeAsApp("update item set name = name || ', and more' where id = 2");
    String noted = link.east().value("select pg_log_standby_snapshot()");
    await("a heartbeat behind " + noted)
        .atMost(PATIENCE.dividedBy(3))
        .until(() -> slotIs("confirmed_flush_lsn > '%s'".formatted(noted)));
  }

  private static boolean slotIs(String condition) {
    return link.east()
        .value(
            "select %s from pg_replication_slots where slot_name = '%s'"
                .formatted(condition, link.slot(STREAM)))
        .equals("t");
  }

  private static void assertStopsWithoutMoving(String code, String named) {
    String before = progress();
    assertThat(link.startError(code)).contains(code + ": ", named);
    assertThat(progress()).as("progress of the stopped stream").isEqualTo(before);
    assertThat(link.west().number("select count(*) from item")).isEqualTo(1);
  }

  private static String progress() {
    return link.west()
        .value(
            "select max(source_position::pg_lsn) from baton.applied where stream = '%s'"
                .formatted(STREAM));
  }
}
