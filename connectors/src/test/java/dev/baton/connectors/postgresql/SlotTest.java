package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.Recorder;
import dev.baton.connectors.spi.SourceIdentity;
import dev.baton.protocol.trail.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slot is read only where it serves from progress on, and by one reader. */
class SlotTest {

  private static final String DATABASE = "east";
  private static final Duration SOON = Duration.ofSeconds(20);
  @AutoClose private static PostgresServer server;

  private PostgresTrail trail;
  private final List<AuditTrailReader> readers = new ArrayList<>();
  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE, "create table item (id serial primary key)");
  }

  @BeforeEach
  void open() {
    trail = PostgresTrail.open(server, DATABASE);
  }

  @AfterEach
  void close() {
    readers.forEach(AuditTrailReader::close);
    trail.close();
    recorder.assertProperCalls();
  }

  private AuditTrailReader read(String slot, SourcePosition from, Recorder to) {
    AuditTrailReader reader = trail.reader(slot);
    readers.add(reader);
    reader.start(from, to);
    return reader;
  }

  private void insert(int rows) {
    for (int i = 0; i < rows; i++) {
      trail.execute("insert into item default values");
    }
  }

  private void assertRefused(ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .asInstanceOf(type(BatonException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(trail.slot(), DATABASE));
  }

  @Test
  void anEngineWithoutASlotGetsACopyOfTheOldOnes() {
    insert(2);
    SourcePosition progress = trail.committed().getFirst().end();
    String copy = "copied";
    try {
      trail.source().readySlot(copy, trail.slot(), progress);
      read(copy, progress, recorder);
      assertThat(recorder.awaitChanging(1)).hasSize(1);
      assertThat(recorder.changing().getFirst().position())
          .isEqualTo(trail.committed().get(1).end());
      assertThat(trail.confirmed()).as("the old slot").isLessThan(progress);
    } finally {
      readers.forEach(AuditTrailReader::close);
      await()
          .atMost(SOON)
          .until(
              () -> {
                trail.source().dropSlot(copy);
                return trail
                    .value("select count(*) from pg_replication_slots where slot_name = 'copied'")
                    .equals("0");
              });
    }
  }

  @Test
  void aSlotThatIsGoneIsLost() {
    trail.destroy();
    assertRefused(ErrorCode.SLOT_LOST, () -> trail.ready(SourcePosition.NONE));
    assertRefused(ErrorCode.SLOT_LOST, () -> trail.source().checkSlot(trail.slot(), trail.end()));
  }

  @Test
  void aSlotThatVanishesBeforeReadingStartsIsLostAndNotMadeAnew() {
    SourcePosition progress = trail.confirmed();
    insert(1);
    trail.destroy();
    read(trail.slot(), progress, recorder);
    assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.SLOT_LOST);
    assertThat(recorder.events()).isEmpty();
    assertThat(
            trail.value(
                "select count(*) from pg_replication_slots where slot_name = '%s'"
                    .formatted(trail.slot())))
        .isEqualTo("0");
  }

  @Test
  void aSlotThatTheServerInvalidatedIsLost() {
    SourcePosition progress = trail.confirmed();
    trail.execute("alter system set max_slot_wal_keep_size = '1MB'", "select pg_reload_conf()");
    try {
      await()
          .atMost(SOON)
          .until(
              () -> {
                trail.execute(
                    "create table if not exists filler (t text)",
                    "insert into filler select repeat(md5(i::text), 100) from generate_series(1, 5000) i",
                    "select pg_switch_wal()",
                    "checkpoint");
                return trail
                    .value(
                        "select wal_status from pg_replication_slots where slot_name = '%s'"
                            .formatted(trail.slot()))
                    .equals("lost");
              });
      assertRefused(ErrorCode.SLOT_LOST, () -> trail.ready(progress));
    } finally {
      trail.execute(
          "alter system reset max_slot_wal_keep_size",
          "select pg_reload_conf()",
          "drop table if exists filler");
    }
  }

  @Test
  void aSlotAheadOfTheTargetIsNotRead() {
    SourcePosition progress = trail.confirmed();
    insert(2);
    trail.execute(
        "select pg_replication_slot_advance('%s', pg_current_wal_lsn())".formatted(trail.slot()));
    assertRefused(ErrorCode.SLOT_AHEAD, () -> trail.ready(progress));
    read(trail.slot(), progress, recorder);
    assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.SLOT_AHEAD);
    insert(1);
    assertThat(recorder.events()).isEmpty();
  }

  @Test
  void aSessionLeftBehindIsEndedAndItsReaderFails() {
    AuditTrailReader left = read(trail.slot(), trail.confirmed(), recorder);
    recorder.awaitReading();
    insert(1);
    recorder.awaitChanging(1);

    SourcePosition progress = trail.confirmed();
    trail.ready(progress);
    Recorder next = new Recorder();
    read(trail.slot(), progress, next);
    assertThat(next.awaitChanging(1)).hasSize(1);
    assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.UNREACHABLE);
    left.acknowledge(trail.end());
    await()
        .during(Duration.ofMillis(1500))
        .atMost(SOON)
        .until(() -> trail.confirmed().equals(progress));
  }

  @Test
  void aSlotThatAnotherReaderHoldsIsInUse() {
    read(trail.slot(), trail.confirmed(), recorder);
    recorder.awaitReading();
    insert(1);
    recorder.awaitChanging(1);
    Recorder second = new Recorder();
    read(trail.slot(), trail.confirmed(), second);
    assertThat(second.awaitFailure().code()).isEqualTo(ErrorCode.SLOT_IN_USE);
    insert(1);
    recorder.awaitChanging(2);
  }

  @Test
  void readyingMovesTheSlotUpToProgressAndNoFurther() {
    insert(3);
    SourcePosition progress = trail.committed().get(1).end();
    trail.ready(progress);
    assertThat(trail.confirmed()).isEqualTo(progress);
  }

  @Test
  void anotherServerTimelineOrDatabaseIsNotTheSource() {
    SourceIdentity found = trail.source().identity();
    PostgresSource.requireSame(found, found, DATABASE);
    List<SourceIdentity> others =
        List.of(
            new SourceIdentity("1", found.timeline(), found.database()),
            new SourceIdentity(found.system(), found.timeline() + 1, found.database()),
            new SourceIdentity(found.system(), found.timeline(), "other"));
    for (SourceIdentity recorded : others) {
      assertThatThrownBy(() -> PostgresSource.requireSame(recorded, found, DATABASE))
          .asInstanceOf(type(BatonException.class))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED))
          .satisfies(
              e -> assertThat(e.getMessage()).contains(recorded.toString(), found.toString()));
    }
  }
}
