package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.OldRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What it takes to remove old rows, by what the server counts. */
class OldRowsTest {
  private static final String STREAM = AppliedTarget.STREAM;

  /** A server that keeps a statement's plan has chosen it by then, with what the driver counts. */
  private static final int TIMES_UNTIL_PLANS_STAY = 12;

  private static final int KEPT = 20_000;
  private static final int OLD = 100;

  /** Found, looked at as a successor, and met again to be removed. */
  private static final long LOOKS_AT_A_ROW = 3;

  /** As the row that took the stream, and the one before it. */
  private static final int STAY = 4;

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private AppliedTarget blue;
  private Connection control;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "oldrows").onBoth("create table item (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void take() throws SQLException {
    blue = AppliedTarget.take(link);
    control = blue.site().openControl("test");
  }

  @AfterEach
  void letGo() throws SQLException {
    control.close();
    blue.close();
    link.onWest("delete from baton.applied where not taken");
  }

  @Test
  void looksAtWhatGoesAloneThoughTheLogWasAllButEmptyBefore() throws SQLException {
    link.onWest("analyze baton.applied");
    OldRows old = new OldRows(STREAM, KEPT, 2 * OLD);
    for (int i = 0; i < TIMES_UNTIL_PLANS_STAY; i++) {
      assertThat(old.remove(control)).isZero();
    }
    fill();
    assertLooksAtOldRowsAlone(old);
  }

  @Test
  void looksAtWhatGoesAloneWhereTheServerKnowsTheLog() throws SQLException {
    fill();
    link.onWest("analyze baton.applied");
    assertLooksAtOldRowsAlone(new OldRows(STREAM, KEPT, 2 * OLD));
  }

  private void fill() throws SQLException {
    link.onWest(
        "insert into baton.applied select stream, seq + i, generation, engine, source_position,"
            + " source_commit_time, 1, 1 from baton.applied, generate_series(1, %2$d) i where stream = '%1$s'"
                .formatted(STREAM, KEPT + OLD)
            + " and seq = (select max(seq) from baton.applied where stream = '%1$s')"
                .formatted(STREAM));
  }

  private void assertLooksAtOldRowsAlone(OldRows old) throws SQLException {
    long before = rowsRead();
    int removed = old.remove(control);
    assertThat(removed).isBetween(OLD - STAY, OLD + STAY);
    assertThat(rowsRead() - before)
        .as("rows of the log that the server read")
        .isBetween((long) removed, LOOKS_AT_A_ROW * (removed + STAY));
  }

  private long rowsRead() throws SQLException {
    try (Statement flush = control.createStatement()) {
      flush.execute("select pg_stat_force_next_flush()");
    }
    return Long.parseLong(
        link.askWest(
                "select seq_tup_read + idx_tup_fetch from pg_stat_all_tables"
                    + " where relid = 'baton.applied'::regclass")
            .getFirst());
  }
}
