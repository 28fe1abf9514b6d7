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

  private static final int KEPT = 10;
  private static final int MOST = 100;

  /** Found, looked up for its successor, and met again to be removed. */
  private static final long LOOKS_AT_A_ROW = 3;

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
  }

  @Test
  void looksAtWhatGoesAloneThoughTheLogWasAllButEmptyBefore() throws SQLException {
    OldRows old = new OldRows(STREAM, KEPT, MOST);
    for (int i = 0; i < TIMES_UNTIL_PLANS_STAY; i++) {
      assertThat(old.remove(control)).isZero();
    }
    link.onWest(
        "insert into baton.applied select stream, seq + i, generation, engine, source_position,"
            + " source_commit_time, 1, 1 from baton.applied, generate_series(1, 20000) i"
            + " where stream = '%1$s' and seq = (select max(seq) from baton.applied where stream = '%1$s')"
                .formatted(STREAM));
    long before = rowsRead();
    assertThat(old.remove(control)).isEqualTo(MOST);
    assertThat(rowsRead() - before)
        .as("rows of the log that the server read")
        .isBetween((long) MOST, (LOOKS_AT_A_ROW + 1) * MOST);
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
