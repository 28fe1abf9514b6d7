package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Sampler;
import dev.baton.it.program.EngineProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Groups are committed without waiting for the target's disk. A target that dies takes the last of
 * them back, here those of up to ten seconds; nothing of them may be forgotten at the source.
 */
class TargetCrashTest {
  private static final String STREAM = "east->west";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROWS = "select count(*) from item";

  /** The server flushes by itself as late as it can be told to. */
  private static final Map<String, String> LATE =
      Map.of("wal_writer_delay", "10s", "wal_writer_flush_after", "1GB");

  private static final AtomicInteger IDS = new AtomicInteger();
  @AutoClose private static LinkFixture link;

  private final AtomicBoolean writing = new AtomicBoolean(true);
  private Sampler slot;
  private CompletableFuture<Void> writer;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(LATE, List.of("public.item"));
    link.executeAtBoth("create table item (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void write() {
    slot = Sampler.slot(link, STREAM);
    writer =
        CompletableFuture.runAsync(
            () -> {
              try (Connection application = link.east().app();
                  PreparedStatement insert =
                      application.prepareStatement("insert into item values (?)")) {
                while (writing.get()) {
                  insert.setInt(1, IDS.incrementAndGet());
                  insert.executeUpdate();
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @AfterEach
  void stopWriting() {
    writing.set(false);
    writer.join();
    slot.close();
  }

  @Test
  void whatTheTargetTookBackIsAppliedAgain() {
    try (EngineProcess engine = link.engine()) {
      for (int crash = 0; crash < 3; crash++) {
        awaitRowsInMemory();
        link.west().stopImmediately();
        link.west().startAgain();
        awaitMore();
      }
      assertLevel(engine);
    }
  }

  @Test
  void anEngineThatDiesWithItsTargetIsSucceededFromWhatTheTargetKept() {
    try (EngineProcess engine = link.engine()) {
      awaitRowsInMemory();
      engine.kill();
      link.west().stopImmediately();
      link.west().startAgain();
    }
    try (EngineProcess next = link.engine()) {
      awaitMore();
      assertLevel(next);
    }
  }

  @Test
  void whatIsAppliedWhenAStreamIsPausedIsKept() {
    try (EngineProcess engine = link.engine()) {
      awaitRowsInMemory();
      want("PAUSED");
      await("the pause").atMost(PATIENCE).until(() -> state().equals("PAUSED"));
      long rows = link.west().number(ROWS);
      link.west().stopImmediately();
      link.west().startAgain();
      assertThat(link.west().number(ROWS)).isEqualTo(rows);
      want("RUNNING");
      awaitMore();
      assertLevel(engine);
    }
  }

  private static void want(String state) {
    link.west()
        .execute(
            "update baton.stream set desired_state = '%s' where stream = '%s'"
                .formatted(state, STREAM),
            "notify baton_control");
  }

  private static String state() {
    return link.west()
        .value("select state from baton.stream_status where stream = '%s'".formatted(STREAM));
  }

  /** Some rows are at the target and not on its disk. */
  private static void awaitRowsInMemory() {
    awaitMore();
    assertThat(
            link.west()
                .value("select pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn() > 0"))
        .as("a crash now takes something back")
        .isEqualTo("t");
  }

  private static void awaitMore() {
    int written = IDS.get();
    await("rows written from now on")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> link.west().find("select 1 from item where id > " + written).isPresent());
  }

  private void assertLevel(EngineProcess engine) {
    writing.set(false);
    writer.join();
    link.awaitSame("select count(*) || ' ' || sum(id) from item", PATIENCE);
    engine.assertAlive();
    slot.check(20);
  }
}
