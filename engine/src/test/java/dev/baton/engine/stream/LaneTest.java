package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.CommitLog;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane does when the target does not take a group as it is. */
@Timeout(60)
class LaneTest {
  private static final SourceTable ITEM = AppliedTarget.table("item", "id", "v");
  private static final SourceTable APPLIED = AppliedTarget.table("applied", "id");
  private static final String SECRET = "4711";

  /** So often a statement has run when the server keeps one plan of it, or never does. */
  private static final int UNTIL_A_PLAN_STAYS = 12;

  private static final int MANY = 20_000;

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private LaneInto west;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "lanes")
            .onBoth(
                "create table item (id int primary key, v int check (v <> 13))",
                "create table watched (id int primary key, v int)",
                "create table grown (id int primary key, v int)",
                "create table applied (id int primary key)",
                "create table parent (id int primary key, v int)",
                "create table heir () inherits (parent)",
                "alter table heir add primary key (id)");
    link.onWest(
        "create function refuse() returns trigger language plpgsql as $$ begin"
            + " if new.v = 4711 then raise exception 'no %', new.v; end if; return new; end $$",
        "create trigger refuse before insert or update on watched for each row execute function refuse()",
        "alter table watched enable always trigger refuse");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest(
        "truncate item, watched, applied, parent, heir",
        "insert into item select i, 0 from generate_series(1, 5) i");
    west = LaneInto.taken(link);
  }

  @AfterEach
  void close() {
    west.close();
  }

  private List<String> items() {
    return link.askWest("select id || ':' || v from item order by id");
  }

  private void assertNothingApplied() throws SQLException {
    assertThat(items()).containsExactly("1:0", "2:0", "3:0", "4:0", "5:0");
    assertThat(west.target().progress().seq()).isEqualTo(west.seq());
  }

  private static void assertNamed(ErrorCode code, ThrowingCallable call, String... named) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BatonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(List.of(named)).doesNotContain(SECRET);
            });
  }

  @Test
  void aDeadlockWithAnApplicationIsTriedAgainAndNothingSkipped() throws Exception {
    CompletableFuture<Void> applying;
    CompletableFuture<Void> writing;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection application = server.connect(link.westDatabase());
        Connection another = server.connect(link.westDatabase())) {
      // The lane closes the circle, and is the one that looks for circles.
      PostgresServer.run(application, "set deadlock_timeout = '20s'", "begin");
      PostgresServer.run(application, "update item set v = v + 100 where id = 5");
      PostgresServer.run(another, "begin", "select from item where id = 2 for update");
      applying =
          CompletableFuture.runAsync(
              () ->
                  west.apply(
                      west.history()
                          .whole(
                              Items.update(ITEM, 1, 1),
                              new RowChange.Update(ITEM, Items.row(2, null), Items.row(22, 2)),
                              new RowChange.Update(ITEM, Items.row(5, null), Items.row(55, 5)))),
              threads);
      awaitBlocked(1);
      writing =
          CompletableFuture.runAsync(
              () ->
                  PostgresServer.run(
                      application, "update item set v = v + 100 where id = 1", "commit"),
              threads);
      awaitBlocked(2);
      PostgresServer.run(another, "rollback");
      writing.join();
      applying.join();
    }
    assertThat(west.lane().retries()).isPositive();
    assertThat(items()).containsExactly("1:1", "3:0", "4:0", "22:2", "55:5");
    assertThat(west.target().progress().seq()).isEqualTo(west.seq());
  }

  private static void awaitBlocked(int sessions) {
    await(sessions + " sessions to wait for locks")
        .until(
            () ->
                link.askWest("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .equals(List.of(Integer.toString(sessions))));
  }

  @Test
  void aGroupThatMeetsTransientErrorsGoesAgainUntilItFits() throws SQLException {
    link.onWest(
        "create sequence attempt",
        "grant usage on sequence attempt to baton_" + link.name(),
        "create function busy() returns trigger language plpgsql as $$ begin"
            + " if nextval('public.attempt') < 4 then raise exception using errcode = '40001', message = 'busy'; end if;"
            + " return new; end $$",
        "create trigger busy before update on watched for each row execute function busy()",
        "alter table watched enable always trigger busy",
        "insert into watched values (1, 0)");
    try {
      SourceTable watched = AppliedTarget.table("watched", "id", "v");
      west.apply(west.history().whole(Items.insert(ITEM, 9, 9), Items.update(watched, 1, 7)));
    } finally {
      link.onWest("drop trigger busy on watched", "drop function busy", "drop sequence attempt");
    }
    assertThat(west.lane().retries()).isEqualTo(3);
    assertThat(items()).contains("9:9");
    assertThat(link.askWest("select v from watched")).containsExactly("7");
  }

  @Test
  void aTriggerThatRefusesOneRowRefusesTheWholeGroupAndIsNamed() throws SQLException {
    SourceTable watched = AppliedTarget.table("watched", "id", "v");
    TransactionPart before =
        west.history().whole(Items.update(ITEM, 1, 1), Items.insert(watched, 1, 1));
    TransactionPart refused =
        west.history().whole(Items.insert(watched, 2, 2), Items.insert(watched, 3, SECRET));
    assertNamed(
        ErrorCode.APPLY_REFUSED,
        () -> west.apply(before, refused, west.history().whole(Items.insert(watched, 4, 4))),
        "insert in table public.watched",
        "source transaction " + refused.transactionId(),
        refused.position().toString());
    assertNothingApplied();
    assertThat(link.askWest("select count(*) from watched")).containsExactly("0");
  }

  @Test
  void aConstraintThatRefusesARowOfASetIsNamedToo() throws SQLException {
    TransactionPart refused = west.history().whole(Items.update(ITEM, 3, 13));
    assertNamed(
        ErrorCode.APPLY_REFUSED,
        () -> west.apply(west.history().whole(Items.update(ITEM, 1, 1)), refused),
        "update in table public.item",
        "source transaction " + refused.transactionId());
    assertNothingApplied();
  }

  @Test
  void anUpdateOfAMissingRowIsAConflict() throws SQLException {
    TransactionPart missing = west.history().whole(Items.update(ITEM, SECRET, 1));
    assertNamed(
        ErrorCode.CONFLICT,
        () -> west.apply(west.history().whole(Items.update(ITEM, 1, 1)), missing),
        "update of a row that is not in table public.item",
        "source transaction " + missing.transactionId());
    assertNothingApplied();
  }

  @Test
  void aDeleteOfAMissingRowIsAConflict() throws SQLException {
    TransactionPart missing = west.history().whole(Items.delete(ITEM, SECRET, null));
    assertNamed(
        ErrorCode.CONFLICT,
        () -> west.apply(west.history().whole(Items.delete(ITEM, 1, null)), missing),
        "delete of a row that is not in table public.item",
        "source transaction " + missing.transactionId());
    assertNothingApplied();
  }

  @Test
  void anInsertOfARowThatIsThereIsAConflict() throws SQLException {
    TransactionPart there =
        west.history().whole(Items.insert(ITEM, 6, 6), Items.insert(ITEM, 3, SECRET));
    assertNamed(
        ErrorCode.CONFLICT,
        () -> west.apply(west.history().whole(Items.update(ITEM, 1, 1)), there),
        "insert in table public.item",
        "source transaction " + there.transactionId());
    assertNothingApplied();
  }

  @Test
  void aKeyUpdateOfAMissingRowIsAConflict() throws SQLException {
    assertNamed(
        ErrorCode.CONFLICT,
        () ->
            west.apply(
                west.history()
                    .whole(new RowChange.Update(ITEM, Items.row(77, null), Items.row(78, 1)))),
        "update of a row that is not in table public.item");
    assertNothingApplied();
  }

  @Test
  void aDuplicateInATableNamedLikeTheLogIsAConflictAndNotAnAnswerThatWasLost() throws SQLException {
    link.onWest("insert into applied values (1)");
    assertNamed(
        ErrorCode.CONFLICT,
        () -> west.apply(west.history().whole(Items.update(ITEM, 1, 1), Items.insert(APPLIED, 1))),
        "insert in table public.applied");
    assertNothingApplied();
  }

  @Test
  void rowsOfTablesThatInheritAreNotTouched() {
    SourceTable parent = AppliedTarget.table("parent", "id", "v");
    link.onWest("insert into parent values (1, 0)", "insert into heir values (1, 0)");
    west.apply(west.history().whole(Items.update(parent, 1, 1)));
    west.apply(west.history().whole(Items.update(parent, 1, 2), Items.delete(parent, 1, null)));
    assertThat(link.askWest("select v from heir")).containsExactly("0");
    assertThat(link.askWest("select count(*) from only parent")).containsExactly("0");
    west.apply(west.history().whole(new RowChange.Truncate(List.of(parent))));
    assertThat(link.askWest("select count(*) from heir")).containsExactly("1");
  }

  @Test
  void aLaneWhoseSessionEndsWithinAGroupLeavesNothingOfItNotEvenInTheLog() throws Exception {
    try (Connection application = server.connect(link.westDatabase());
        LogLines lines = LogLines.capture()) {
      application.setAutoCommit(false);
      PostgresServer.run(application, "select from item where id = 5 for update");
      CompletableFuture<Void> applying =
          CompletableFuture.runAsync(
              () ->
                  west.apply(
                      west.history().whole(Items.insert(ITEM, 6, 6)),
                      west.history()
                          .whole(
                              Items.update(ITEM, 1, 1),
                              new RowChange.Update(
                                  ITEM, Items.row(5, null), Items.row(SECRET, 5)))));
      await("the lane behind the application's row")
          .until(
              () ->
                  !link.askWest(
                          "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%/lane' and wait_event_type = 'Lock'")
                      .isEmpty());
      assertNamed(
          ErrorCode.UNREACHABLE,
          () -> {
            try {
              applying.join();
            } catch (java.util.concurrent.CompletionException e) {
              throw e.getCause();
            }
          },
          "site west");
      application.rollback();
      assertThat(lines.text()).contains("57P01").doesNotContain(SECRET);
    }
    assertNothingApplied();
  }

  @Test
  void commitsWaitForNoDiskUnlessAStandbyHasToHaveThem() throws Exception {
    assertThat(synchronousCommitOfALane()).containsExactly("off");
    server.run("postgres", "alter system set synchronous_standby_names = 'elsewhere'");
    try {
      server.run("postgres", "select pg_reload_conf()");
      await("the standby's name")
          .until(() -> link.askWest("show synchronous_standby_names").contains("elsewhere"));
      assertThat(synchronousCommitOfALane()).containsExactly("on");
    } finally {
      server.run("postgres", "alter system reset synchronous_standby_names");
      server.run("postgres", "select pg_reload_conf()");
      await("no standby").until(() -> link.askWest("show synchronous_standby_names").contains(""));
    }
  }

  private static List<String> synchronousCommitOfALane() throws SQLException {
    try (AppliedTarget unowned = AppliedTarget.unowned(link);
        Connection own = unowned.site().openLane('B', 0)) {
      return PostgresServer.ask(own, "show synchronous_commit");
    }
  }

  /** As those of the server's own subscribers are, whatever it knows of the table. */
  @Test
  void rowsAreFoundByTheirKeyInATableThatHasGrown() throws SQLException {
    link.onWest("insert into grown values (1, 0)", "analyze grown");
    try (AppliedTarget unowned = AppliedTarget.unowned(link);
        Connection own = unowned.site().openLane('B', 0);
        PreparedStatement update =
            own.prepareStatement("update public.grown set v = v + 1 where id = 1")) {
      for (int i = 0; i < UNTIL_A_PLAN_STAYS; i++) {
        update.executeUpdate();
        own.commit();
      }
      link.onWest("insert into grown select i, 0 from generate_series(2, %d) i".formatted(MANY));
      update.executeUpdate();
      PostgresServer.run(own, "select pg_stat_force_next_flush()");
      own.commit();
    }
    assertThat(
            link.askWest(
                "select seq_tup_read < %d and idx_scan > 0 from pg_stat_user_tables where relname = 'grown'"
                    .formatted(MANY)))
        .containsExactly("t");
  }

  @Test
  void aSessionThatTheServerEndsForStandingStillIsALostConnection() throws SQLException {
    SQLException ended =
        new SQLException("terminating connection due to idle-in-transaction timeout", "25P03");
    assertThat(west.target().site().translate(ended).code()).isEqualTo(ErrorCode.UNREACHABLE);
  }

  @Test
  void aSessionLeftBehindWithTheNextNumberIsEndedByWhoeverTakesTheStream() throws Exception {
    west.lane().close();
    // As an engine that was killed within a group leaves it.
    try (Connection left = west.target().site().openLane('A', 0)) {
      CommitLog log =
          new LaneLog(
              new AppliedLog(AppliedTarget.STREAM, "blue", 1),
              new DurableProgress(SourcePosition.NONE, position -> {}));
      StatementBatch.run(
          left,
          List.of(
              log.row(
                  west.seq() + 1, History.group(west.history().whole(Items.insert(ITEM, 6, 6))))));
      PostgresServer.run(left, "update public.item set v = 1 where id = 1");
      try (Claim claim =
          Claim.take(
              west.target().settings(),
              west.target().site(),
              new Claim.Former(west.target().generation(), ""))) {
        assertThat(claim.progress().seq()).isEqualTo(west.seq() + 1);
        assertThat(claim.generation()).isEqualTo(west.target().generation() + 1);
      }
      assertThatThrownBy(left::commit).isInstanceOf(SQLException.class);
    }
    assertThat(items()).containsExactly("1:0", "2:0", "3:0", "4:0", "5:0");
  }
}
