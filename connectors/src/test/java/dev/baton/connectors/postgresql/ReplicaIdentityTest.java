package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowChange.Delete;
import dev.baton.connectors.change.RowChange.Update;
import dev.baton.connectors.change.Unchanged;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.Recorder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an update and a delete tell of the row before, by replica identity; and large values. */
@ParameterizedClass
@EnumSource
class ReplicaIdentityTest {

  private static final String DATABASE = "east";
  private static final String LARGE =
      "(select string_agg(md5(i::text), '') from generate_series(1, 400) i)";
  @AutoClose private static PostgresServer server;

  @Parameter ReaderKind reading;

  private PostgresTrail trail;
  private AuditTrailReader reader;
  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE);
  }

  @BeforeEach
  void read() {
    server.execute(DATABASE, "drop table if exists t");
    trail = PostgresTrail.open(server, DATABASE, reading);
    reader = trail.reader();
    reader.start(trail.confirmed(), recorder);
  }

  @AfterEach
  void close() {
    reader.close();
    trail.close();
    recorder.assertProperCalls();
  }

  /** The changes of the last statement; each statement before it changes something too. */
  private List<RowChange> changes(String table, String... statements) {
    trail.execute(table);
    trail.execute(statements);
    return recorder.awaitChanging(statements.length).getLast().changes();
  }

  @Test
  void anUpdateThatKeepsTheKeyTellsNothingOfTheRowBefore() {
    List<RowChange> changes =
        changes(
            "create table t (a int, b int, c text, primary key (b, a))",
            "insert into t values (1, 2, 'x')",
            "update t set c = 'y'");
    Update update = (Update) changes.getFirst();
    assertThat(update.before()).isNull();
    assertThat(update.after().values()).containsExactly("1", "2", "y");
  }

  @Test
  void anUpdateOfPartOfACompositeKeyTellsTheWholeKeyBefore() {
    Update update =
        (Update)
            changes(
                    "create table t (a int, c text, b int, primary key (a, b))",
                    "insert into t values (1, 'x', 2)",
                    "update t set b = 3")
                .getFirst();
    assertThat(update.before().values()).containsExactly("1", null, "2");
    assertThat(update.after().values()).containsExactly("1", "x", "3");
  }

  @Test
  void aDeleteTellsTheKey() {
    Delete delete =
        (Delete)
            changes(
                    "create table t (a int primary key, c text not null default 'd')",
                    "insert into t values (1, 'x')",
                    "delete from t")
                .getFirst();
    assertThat(delete.before().values()).containsExactly("1", null);
  }

  @Test
  void underFullIdentityTheWholeRowIsTold() {
    List<RowChange> changes =
        changes(
            "create table t (a int primary key, c text); alter table t replica identity full",
            "insert into t values (1, 'x'), (2, null)",
            "update t set c = 'y' where a = 1; update t set a = 3 where a = 2; delete from t where a = 1");
    assertThat(((Update) changes.get(0)).before().values()).containsExactly("1", "x");
    assertThat(((Update) changes.get(1)).before().values()).containsExactly("2", null);
    assertThat(((Update) changes.get(1)).after().values()).containsExactly("3", null);
    assertThat(((Delete) changes.get(2)).before().values()).containsExactly("1", "y");
  }

  @Test
  void underFullIdentityATableNeedsNoKey() {
    List<RowChange> changes =
        changes(
            "create table t (a int, c text); alter table t replica identity full",
            "insert into t values (1, 'twin'), (1, 'twin'), (null, null)",
            "update t set a = 2 where a is null; delete from t where ctid = '(0,1)'");
    assertThat(((Update) changes.get(0)).before().values()).containsExactly(null, null);
    assertThat(((Update) changes.get(0)).after().values()).containsExactly("2", null);
    assertThat(((Delete) changes.get(1)).before().values()).containsExactly("1", "twin");
  }

  @Test
  void anIndexMayIdentifyRowsBesideThePrimaryKey() {
    List<RowChange> changes =
        changes(
            "create table t (a int primary key, b int not null unique, c text);"
                + " alter table t replica identity using index t_b_key",
            "insert into t values (1, 10, 'x'), (2, 20, 'x')",
            "update t set c = 'y' where a = 1; update t set a = 3 where a = 1;"
                + " update t set b = 11 where a = 3; update t set a = 4, b = 12 where a = 3;"
                + " delete from t where a = 4");
    assertThat(changes).hasSize(5);
    assertThat(changes.subList(0, 4)).allMatch(Update.class::isInstance);
    assertThat(((Update) changes.get(0)).before()).isNull();
    assertThat(((Update) changes.get(1)).before()).isNull();
    assertThat(((Update) changes.get(1)).after().values()).containsExactly("3", "10", "y");
    assertThat(((Update) changes.get(2)).before().values()).containsExactly(null, "10", null);
    assertThat(((Update) changes.get(3)).before().values()).containsExactly(null, "11", null);
    assertThat(((Update) changes.get(3)).after().values()).containsExactly("4", "12", "y");
    assertThat(((Delete) changes.get(4)).before().values()).containsExactly(null, "12", null);
  }

  @Test
  void aLargeValueLeftAsItWasIsMarked() {
    List<RowChange> changes =
        changes(
            "create table t (a int primary key, c text, d text[], e jsonb, f text);"
                + " alter table t alter c set storage external, alter d set storage external, alter e set storage external",
            "insert into t select 1, "
                + LARGE
                + ", array["
                + LARGE
                + "], to_jsonb("
                + LARGE
                + "), 'unchanged'",
            "update t set f = '__debezium_unavailable_value'; update t set a = 2; update t set c = 'unchanged', d = null");
    assertThat(((Update) changes.get(0)).after().values())
        .containsExactly(
            "1", Unchanged.VALUE, Unchanged.VALUE, Unchanged.VALUE, "__debezium_unavailable_value");
    assertThat(((Update) changes.get(1)).before().values())
        .containsExactly("1", null, null, null, null);
    assertThat(((Update) changes.get(1)).after().values().get(1)).isEqualTo(Unchanged.VALUE);
    assertThat(((Update) changes.get(2)).after().values())
        .containsExactly("2", "unchanged", null, Unchanged.VALUE, "__debezium_unavailable_value");
  }

  @Test
  void underFullIdentityALargeValueIsToldThoughItDidNotChange() {
    List<RowChange> changes =
        changes(
            "create table t (a int, c text); alter table t replica identity full, alter c set storage external",
            "insert into t select 1, " + LARGE,
            "update t set a = 2");
    Update update = (Update) changes.getFirst();
    assertThat(update.before().values().get(1)).asString().hasSize(12800);
    assertThat(update.after().values().get(1)).isEqualTo(update.before().values().get(1));
  }

  @Test
  void aNullStaysNullWhereTheColumnHasADefault() {
    trail.execute(
        "create table t (a int primary key, b text default 'new', c bool default true, d int default 7)",
        "insert into t values (1, null, null, null)");
    assertThat(
            ((RowChange.Insert) recorder.awaitChanging(1).getFirst().changes().getFirst())
                .after()
                .values())
        .containsExactly("1", null, null, null);
  }
}
