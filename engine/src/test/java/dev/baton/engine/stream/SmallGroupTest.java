package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small group, whose rows of several tables go to the target as one statement. */
@Timeout(60)
class SmallGroupTest {
  private static final SourceTable ACCOUNT = AppliedTarget.table("account", "id", "v");
  private static final SourceTable TELLER = AppliedTarget.table("teller", "id", "v");
  private static final SourceTable ENTRY = AppliedTarget.table("entry", "id", "v");

  /** So often a statement has run when the driver and the server have prepared it. */
  private static final int UNTIL_PREPARED = 8;

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private LaneInto west;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "small")
            .onBoth(
                "create table account (id int, v int, constraint account_key primary key (id))",
                "create table teller (id int primary key, v int)",
                "create table entry (id int primary key, v int unique)");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest(
        "truncate account, teller, entry",
        "insert into account select i, 0 from generate_series(1, 3) i",
        "insert into teller select i, 0 from generate_series(1, 3) i");
    west = LaneInto.taken(link);
  }

  @AfterEach
  void close() {
    west.close();
  }

  private static String rows() {
    return link.askWest(
            """
            select concat_ws('; ',
              (select string_agg(id || ':' || v, ' ' order by id, v) from account),
              (select string_agg(id || ':' || v, ' ' order by id) from teller),
              (select string_agg(id || ':' || v, ' ' order by id) from entry))""")
        .getFirst();
  }

  private void assertConflict(String named, RowChange... changes) throws SQLException {
    String before = rows();
    assertThatThrownBy(() -> west.apply(changes))
        .isInstanceOfSatisfying(
            BatonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
              assertThat(e.getMessage()).contains(named);
            });
    assertThat(rows()).isEqualTo(before);
    assertThat(west.target().progress().seq()).as("rows of the applied log").isEqualTo(west.seq());
  }

  @Test
  void changesOfEveryKindAndTableAreThereTogether() throws SQLException {
    for (int i = 1; i <= UNTIL_PREPARED; i++) {
      west.apply(
          Items.update(ACCOUNT, 1, i),
          Items.update(ACCOUNT, 2, -i),
          Items.update(TELLER, 3, i),
          Items.insert(ENTRY, i, i));
      west.apply(
          Items.update(ACCOUNT, 3, -i), Items.update(TELLER, 3, i), Items.insert(ENTRY, -i, -i));
      west.apply(
          Items.delete(ENTRY, i, null), Items.update(ACCOUNT, 3, i), Items.insert(TELLER, -i, i));
    }
    assertThat(rows())
        .isEqualTo(
            "1:8 2:-8 3:8; -8:8 -7:7 -6:6 -5:5 -4:4 -3:3 -2:2 -1:1 1:0 2:0 3:8; -8:-8 -7:-7 -6:-6 -5:-5 -4:-4 -3:-3 -2:-2 -1:-1");
    assertThat(west.target().progress().seq()).isEqualTo(west.seq());
    assertThat(west.lane().retries()).as("groups that went again in steps").isZero();
  }

  /** What does not carry an origin is known by it as replicated. */
  @Test
  void theRowOfTheAppliedLogComesFirstInTheTrail() throws SQLException {
    link.onWest(
        "create publication small_trail for table baton.applied, account, teller, entry",
        "select pg_create_logical_replication_slot('small_trail', 'pgoutput')");
    try {
      for (int i = 1; i <= UNTIL_PREPARED; i++) {
        west.apply(
            Items.update(ACCOUNT, 1, i), Items.update(TELLER, 3, i), Items.insert(ENTRY, i, i));
        // The lane's commit is on disk, and in the trail, behind one that waits for the disk.
        link.onWest("select pg_logical_emit_message(true, 'flush', '')");
        assertThat(
                link.askWest(
                    """
                    select (get_byte(data, 1)::bigint << 24 | get_byte(data, 2) << 16
                        | get_byte(data, 3) << 8 | get_byte(data, 4))::oid::regclass
                    from pg_logical_slot_get_binary_changes('small_trail', null, null,
                      'proto_version', '1', 'publication_names', 'small_trail') with ordinality
                    where chr(get_byte(data, 0)) in ('I', 'U') order by ordinality"""))
            .hasSize(4)
            .startsWith("baton.applied")
            .containsOnlyOnce("account", "teller", "entry");
      }
    } finally {
      link.onWest("select pg_drop_replication_slot('small_trail')", "drop publication small_trail");
    }
  }

  @Test
  void aGroupWaitsForItsNumberBeforeItTakesAnyRow() throws SQLException {
    applyBehindAnother(
        () ->
            link.onWest(
                "select from teller where id = 1 for update nowait",
                "select from account where id = 1 for update nowait"),
        Items.update(TELLER, 1, 1),
        Items.update(ACCOUNT, 1, 1));
    assertThat(rows()).isEqualTo("1:1 2:0 3:0; 1:1 2:0 3:0");
  }

  @Test
  void whatIsCommittedWhileAGroupWaitsForItsNumberItMeets() throws SQLException {
    applyBehindAnother(
        () -> link.onWest("insert into account values (4, 0)", "update teller set v = 7"),
        Items.update(TELLER, 1, 1),
        Items.update(ACCOUNT, 4, 1));
    assertThat(rows()).isEqualTo("1:0 2:0 3:0 4:1; 1:1 2:7 3:7");
  }

  /** Applies a group whose number another session has written and then takes back. */
  private void applyBehindAnother(Runnable meanwhile, RowChange... changes) throws SQLException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection another = server.connect(link.westDatabase())) {
      another.setAutoCommit(false);
      PostgresServer.run(
          another,
          """
          insert into baton.applied
          select stream, %d, generation, engine, source_position, source_commit_time, 1, 1
          from baton.applied order by seq desc limit 1"""
              .formatted(west.seq() + 1));
      CompletableFuture<Void> applying =
          CompletableFuture.runAsync(() -> west.apply(changes), threads);
      west.target().awaitBlocked();
      meanwhile.run();
      another.rollback();
      applying.join();
    }
    assertThat(west.target().progress().seq()).isEqualTo(west.seq());
  }

  @Test
  void aRowThatOneTableLacksRefusesTheChangesOfAll() throws SQLException {
    for (int i = 1; i <= UNTIL_PREPARED; i++) {
      assertConflict(
          "update of a row that is not in table public.teller",
          Items.update(ACCOUNT, 1, i),
          Items.update(TELLER, 4, i),
          Items.insert(ENTRY, i, i));
      west.apply(
          Items.update(ACCOUNT, 1, i), Items.update(TELLER, 1, i), Items.insert(ENTRY, i, i));
    }
  }

  @Test
  void oneOfSeveralRowsThatIsLackingRefusesTheChangesOfAll() throws SQLException {
    assertConflict(
        "delete of a row that is not in table public.account",
        Items.insert(ENTRY, 1, 1),
        Items.delete(ACCOUNT, 1, null),
        Items.delete(ACCOUNT, 4, null));
  }

  /** As many rows are met as were to be, in all: each table has to tell for itself. */
  @Test
  void aRowTooManyInOneTableDoesNotMakeUpForOneThatAnotherLacks() throws SQLException {
    west.apply(Items.update(ACCOUNT, 1, 1), Items.update(TELLER, 1, 1));
    link.onWest(
        "alter table account drop constraint account_key", "insert into account values (1, 1)");
    try {
      assertConflict(
          "meets 2 rows of table public.account",
          Items.update(ACCOUNT, 1, 2),
          Items.update(TELLER, 4, 2));
      assertConflict(
          "meets 2 rows of table public.account",
          Items.update(ACCOUNT, 1, 2),
          Items.update(ACCOUNT, 2, 2),
          Items.update(TELLER, 1, 2),
          Items.update(TELLER, 4, 2));
    } finally {
      link.onWest(
          "truncate account", "alter table account add constraint account_key primary key (id)");
    }
  }

  @Test
  void aValueThatIsFreedIsTakenAgainInTheSameGroup() throws SQLException {
    west.apply(Items.insert(ENTRY, 0, 100), Items.insert(TELLER, 10, 0));
    for (int i = 1; i <= UNTIL_PREPARED; i++) {
      west.apply(
          Items.update(ACCOUNT, 1, i),
          Items.delete(ENTRY, i - 1, null),
          Items.delete(TELLER, 9 + i, null),
          Items.insert(TELLER, 10 + i, i),
          Items.insert(ENTRY, i, 100));
    }
    assertThat(west.lane().retries()).as("groups that went again in steps").isZero();
    assertThat(link.askWest("select id || ':' || v from entry")).isEqualTo(List.of("8:100"));
  }

  /** All of a statement sees the rows as they were before it, and so does a policy. */
  @Test
  void aPolicyThatLooksIntoAnotherTableOfTheGroupSeesItsRows() {
    link.onWest(
        "create policy known on entry with check (id in (select id from teller))",
        "create policy all_of_it on entry for select using (true)",
        "alter table entry enable row level security",
        "alter table entry force row level security");
    try {
      west.apply(Items.insert(TELLER, 50, 0), Items.insert(ENTRY, 50, 50));
      assertThat(link.askWest("select id from entry")).containsExactly("50");
    } finally {
      link.onWest(
          "alter table entry disable row level security",
          "alter table entry no force row level security",
          "drop policy known on entry",
          "drop policy all_of_it on entry");
    }
  }

  @Test
  void aValueThatIsComputedFromAnotherTableOfTheGroupIsComputedFromItsRows() throws SQLException {
    link.onWest(
        "create function value_of(wanted int) returns int stable language sql as $$ select v from public.account where id = wanted $$",
        "alter table entry add column seen int default value_of(9)");
    west.close();
    west = LaneInto.taken(link);
    try {
      west.apply(Items.insert(ACCOUNT, 9, 77), Items.insert(ENTRY, 1, 1));
      assertThat(link.askWest("select seen from entry")).containsExactly("77");
    } finally {
      link.onWest("alter table entry drop column seen", "drop function value_of");
    }
  }
}
