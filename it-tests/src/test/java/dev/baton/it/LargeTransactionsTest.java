package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transactions that the server sends in pieces while they are open, among others that commit
 * between the pieces: EQ, ATOM, and each of them counted once, also when the engine dies inside.
 */
class LargeTransactionsTest {

  private static final String STREAM = "east->west";
  private static final List<String> TABLES = List.of("public.large", "public.small");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PIECES = 30;
  private static final int PIECE_ROWS = 1_000;
  private static int rounds;
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(Map.of("logical_decoding_work_mem", "64kB"), TABLES);
    link.executeAtBoth(
        "create table large (id bigint primary key, payload text not null)",
        "create table small (id bigint primary key, n int not null)");
    link.provision();
  }

  @BeforeEach
  void anotherRound() {
    rounds++;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBacklogOfThemArrivesWholeAndEachIsCountedOnce(boolean withRolledBackParts)
      throws SQLException {
    try (EngineProcess engine = link.engine()) {
      pause();
      long before = applied();
      makeBacklog(withRolledBackParts);
      resume();
      assertLargeArrivesWhole(engine);
      assertThat(applied() - before).as("transactions applied").isEqualTo(PIECES + 2);
    }
  }

  @Test
  void anEngineThatDiesInsideBeginsItAgain() throws SQLException {
    try (EngineProcess engine = link.engine();
        Connection application = link.west().app();
        Statement statement = application.createStatement()) {
      pause();
      makeBacklog(false);
      // Lets the large one in, and none of the small ones between its pieces.
      application.setAutoCommit(false);
      statement.execute("lock table small in share mode");
      resume();
      String inside =
          "select count(*) from pg_stat_activity where application_name like 'baton/shop/%/lane%'"
              + " and backend_xid is not null and wait_event_type = 'Lock'";
      await().atMost(PATIENCE).until(() -> link.west().number(inside) == 1);
      engine.kill();
      application.rollback();
    }
    assertThat(link.west().number("select count(*) from large")).isEqualTo(large() - rows());
    try (EngineProcess engine = link.engine()) {
      assertLargeArrivesWhole(engine);
    }
  }

  @Test
  void oneThatTheDiskCannotHoldStopsTheStreamBeforeIt() throws SQLException {
    try (Connection open = link.east().app()) {
      open.setAutoCommit(false);
      try (EngineProcess engine = EngineProcess.withSmallDisk(link.settingsFile(), 256)) {
        insert(open, 0, PIECES * PIECE_ROWS);
        link.east().executeAsApp("insert into small values (%d, 0)".formatted(id(0)));
        String failed =
            "select last_error from baton.stream_status where stream = '%s' and state = 'FAILED'"
                .formatted(STREAM);
        await().atMost(PATIENCE).until(() -> link.west().find(failed).isPresent());
        assertThat(link.west().value(failed))
            .startsWith("SPILL_FAILED")
            .contains("spill", "engine.data-dir", "baton resume");
        engine.assertAlive();
      }
      open.commit();
    }
    try (EngineProcess engine = link.engine()) {
      engine.assertAlive();
      Equality.await(link.east(), link.west(), TABLES, PATIENCE);
    }
  }

  /** A large transaction with a small one after each piece, and one after all of it. */
  private static void makeBacklog(boolean withRolledBackParts) throws SQLException {
    try (Connection open = link.east().app()) {
      open.setAutoCommit(false);
      for (int piece = 0; piece < PIECES; piece++) {
        insert(open, piece * PIECE_ROWS, PIECE_ROWS);
        if (withRolledBackParts) {
          Savepoint part = open.setSavepoint();
          insert(open, (PIECES + piece) * PIECE_ROWS, PIECE_ROWS);
          open.rollback(part);
        }
        link.east().executeAsApp("insert into small values (%d, 0)".formatted(id(piece)));
      }
      open.commit();
    }
    link.east().executeAsApp("update small set n = n + 1");
  }

  private static void insert(Connection open, long first, int count) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(
          "insert into large select %d + i, md5(i::text) from generate_series(1, %d) i"
              .formatted(id(first), count));
    }
  }

  private static void assertLargeArrivesWhole(EngineProcess engine) {
    long all = link.east().number("select count(*) from large");
    Set<Long> seen = new ConcurrentSkipListSet<>();
    await("all of it at west")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              engine.assertAlive();
              seen.add(link.west().number("select count(*) from large"));
              return seen.contains(all);
            });
    seen.removeAll(Set.of(all - rows(), all));
    assertThat(seen).as("ATOM: sizes seen of a part of the transaction").isEmpty();
    Equality.await(link.east(), link.west(), TABLES, PATIENCE);
  }

  private static long id(long number) {
    return rounds * 1_000_000L + number;
  }

  private static long rows() {
    return (long) PIECES * PIECE_ROWS;
  }

  private static long large() {
    return link.east().number("select count(*) from large");
  }

  private static long applied() {
    return link.west()
        .number(
            "select coalesce(sum(transactions), 0) from baton.applied where stream = '%s'"
                .formatted(STREAM));
  }

  private static void pause() {
    BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", STREAM);
  }

  private static void resume() {
    BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", STREAM);
  }
}
