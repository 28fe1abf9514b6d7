package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.Background;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.program.JmxClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A control operation forces what is buffered when it is asked for to the target, and waits for
 * nothing that came later, however much of it there is. Told by positions, not by time. West takes
 * a while for each row, so that the buffer is never empty.
 */
class ControlUnderLoadTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TABLES = List.of("public.item");
  private static final String THERE = "east->west";
  @AutoClose private static LinkFixture link;
  private static int jmxPort;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TABLES);
    // Large rows: a full buffer is few of them, and west takes its while for each.
    link.executeAtBoth(
        "create table item (id bigint primary key, filler text)",
        "alter table item alter filler set storage external");
    jmxPort = JmxClient.freePort();
    link.configure(
            settings ->
                settings
                    .withEngineKey("memory-limit", "16MiB")
                    .withEngineKey("jmx", "{ port: " + jmxPort + ", bind: 127.0.0.1 }"))
        .provision();
    link.east().executeAsApp("create sequence item_number");
    link.west()
        .execute(
            """
            create function slow() returns trigger language plpgsql as $$
            begin perform pg_sleep(0.001); return null; end $$""",
            "create trigger slow after insert on item for each row execute function slow()",
            "alter table item enable always trigger slow");
  }

  /** What an operator asks of a stream; returns when it is done. */
  private enum Operation {
    PAUSE {
      @Override
      void ask() {
        BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", THERE);
      }
    },
    STOP {
      @Override
      void ask() {
        BatonProgram.done("stop", "-c", link.settingsFile().toString());
      }
    },
    CHECKPOINT {
      @Override
      void ask() throws Exception {
        try (JmxClient jmx = JmxClient.connect(jmxPort)) {
          jmx.invoke("Engine", "checkpoint");
        }
      }
    };

    abstract void ask() throws Exception;
  }

  @Test
  void anOperationWaitsForWhatIsBufferedAndNotForWhatComesLater() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    try (EngineProcess engine = link.engine()) {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  insert(50);
                }
              },
              Background.EXECUTOR);
      try {
        await("a backlog larger than the buffer")
            .atMost(PATIENCE)
            .until(
                () ->
                    link.west()
                            .number("select coalesce(max(lag_bytes), 0) from baton.stream_status")
                        > 20_000_000);
        assertForcesWhatIsBuffered(Operation.CHECKPOINT);
        assertForcesWhatIsBuffered(Operation.PAUSE);
        BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", THERE);
        assertForcesWhatIsBuffered(Operation.STOP);
      } finally {
        enough.set(true);
        writer.join();
      }
      assertThat(engine.awaitEnd(PATIENCE)).as(engine.tail()).isZero();
      link.west().execute("alter table item disable trigger slow");
      try (EngineProcess again = link.engine()) {
        Equality.await(link.east(), link.west(), TABLES, PATIENCE);
        again.assertAlive();
      }
    } finally {
      link.west().execute("alter table item enable always trigger slow");
    }
  }

  private static void assertForcesWhatIsBuffered(Operation operation) throws Exception {
    String read = reported();
    await("the reader to have gone on").atMost(PATIENCE).until(() -> isBefore(read, reported()));
    String written = link.east().value("select pg_current_wal_lsn()");
    operation.ask();
    String applied = applied();
    assertThat(isBefore(applied, read))
        .as("%s: %s applied, %s was read", operation, applied, read)
        .isFalse();
    assertThat(isBefore(applied, written))
        .as("%s: %s applied, written was up to %s", operation, applied, written)
        .isTrue();
  }

  @Test
  void aPauseDoesNotWaitForTheEndOfALargeTransaction() {
    try (EngineProcess engine = link.engine()) {
      long before = link.west().number("select count(*) from item");
      insert(15_000);
      String end = link.east().value("select pg_current_wal_lsn()");
      await("parts of it at west, uncommitted")
          .atMost(PATIENCE)
          .until(
              () ->
                  link.west()
                          .number(
                              "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
                                  + " and application_name like '%/lane'")
                      > 0);
      BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", THERE);
      assertThat(isBefore(applied(), end)).as("%s applied, it ends at %s", applied(), end).isTrue();
      assertThat(link.west().number("select count(*) from item")).isEqualTo(before);
      link.west().execute("alter table item disable trigger slow");
      BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", THERE);
      Equality.await(link.east(), link.west(), TABLES, PATIENCE);
      engine.assertAlive();
    } finally {
      link.west().execute("alter table item enable always trigger slow");
    }
  }

  /** What the engine reported before it went on is no answer to a pause that comes at once. */
  @Test
  void aPauseRightBehindAResumeIsDone() throws Exception {
    try (EngineProcess engine = link.engine()) {
      for (int turn = 0; turn < 3; turn++) {
        link.west()
            .execute(
                "update baton.stream set desired_state = 'RUNNING' where stream = '" + THERE + "'",
                "notify baton_control");
        Operation.PAUSE.ask();
        assertThat(
                link.west()
                    .value("select state from baton.stream_status where stream = '" + THERE + "'"))
            .isEqualTo("PAUSED");
      }
      BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", THERE);
      engine.assertAlive();
    }
  }

  private static void insert(int rows) {
    link.east()
        .executeAsApp(
            "insert into item select nextval('item_number'), repeat('x', 8000) from generate_series(1, %d)"
                .formatted(rows));
  }

  private static String reported() {
    return link.west()
        .value(
            "select source_position from baton.stream_status where stream = '%s'".formatted(THERE));
  }

  private static String applied() {
    return link.west()
        .value(
            "select source_position from baton.applied where stream = '%s' order by seq desc limit 1"
                .formatted(THERE));
  }

  private static boolean isBefore(String one, String other) {
    return link.east()
        .value("select '%s'::pg_lsn < '%s'::pg_lsn".formatted(one, other))
        .equals("t");
  }
}
