package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.Recorder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that change their shape while they are read, and tables with odd names. */
@ParameterizedClass
@EnumSource
class TableShapesTest {

  private static final String DATABASE = "east";

  /** Debezium would take them for others. */
  private static final List<String> MISTAKEN = List.of("\"a\"", "\"a", "a\"", "a''b", "a``b", "\"");

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
  void open() {
    server.execute(
        DATABASE, "drop schema if exists s cascade", "create schema s", "set search_path = s");
    trail = PostgresTrail.open(server, DATABASE, reading);
    reader = trail.reader();
  }

  @AfterEach
  void close() {
    reader.close();
    trail.close();
    recorder.assertProperCalls();
  }

  private void read() {
    reader.start(trail.confirmed(), recorder);
  }

  private static List<String> shown(List<TransactionPart> parts) {
    return parts.stream()
        .flatMap(part -> part.changes().stream())
        .map(change -> change.table().columns() + " " + image(change))
        .toList();
  }

  private static List<Object> image(RowChange change) {
    return switch (change) {
      case RowChange.Insert insert -> insert.after().values();
      case RowChange.Update update -> update.after().values();
      case RowChange.Delete delete -> delete.before().values();
      case RowChange.Truncate truncate -> List.of();
    };
  }

  @Test
  void columnsAddedRenamedRetypedAndDroppedShowFromThenOn() {
    read();
    changeTheShape();
    assertThat(shown(recorder.awaitChanging(6)))
        .containsExactly(
            "[a, b] [1, one]",
            "[a, b, c] [2, two, 7]",
            "[a, name, c] [3, three, 7]",
            "[a, name, c] [4, four, 7.5]",
            "[a, c] [5, 7.5]",
            "[key, c] [6, 7.5]");
  }

  @Test
  void aShapeOfThePastIsReadAsItWasThen() {
    changeTheShape();
    trail.execute("drop table s.t");
    read();
    assertThat(shown(recorder.awaitChanging(6)))
        .startsWith("[a, b] [1, one]", "[a, b, c] [2, two, 7]")
        .endsWith("[key, c] [6, 7.5]");
  }

  /** Autovacuum makes the server describe busy tables again and again. */
  @Test
  void aTableThatIsOnlyDescribedAgainKeepsItsVersion() {
    assumeTrue(reading == ReaderKind.PGOUTPUT, "Debezium does not tell the types it was told");
    trail.execute(
        "create table s.t (a int primary key, b numeric(6, 2))",
        "insert into s.t values (1, 1.25)",
        "analyze s.t",
        "insert into s.t values (2, 2.25)",
        "alter table s.t alter b type numeric(8, 3)",
        "insert into s.t values (3, 3.125)",
        "alter table s.t replica identity full",
        "insert into s.t values (4, 4.125)");
    read();
    List<SourceTable> versions =
        recorder.awaitChanging(4).stream().map(TableShapesTest::version).toList();
    assertThat(versions.get(1)).as("after ANALYZE").isSameAs(versions.get(0));
    assertThat(versions.get(2)).as("of another scale").isNotSameAs(versions.get(1));
    assertThat(versions.get(3)).as("of another identity").isNotSameAs(versions.get(2));
  }

  @Test
  void aTableThatLostItsKeyUnderFullIdentityIsOfAnotherVersion() {
    assumeTrue(reading == ReaderKind.PGOUTPUT, "Debezium does not tell");
    trail.execute(
        "create table s.t (a int primary key)",
        "alter table s.t replica identity full",
        "insert into s.t values (1)");
    read();
    SourceTable before = version(recorder.awaitChanging(1).getLast());
    trail.execute("vacuum analyze s.t", "insert into s.t values (2)");
    assertThat(version(recorder.awaitChanging(2).getLast())).isSameAs(before);
    trail.execute("alter table s.t drop constraint t_pkey", "insert into s.t values (3)");
    SourceTable after = version(recorder.awaitChanging(3).getLast());
    assertThat(after.definition()).isNotEmpty().isNotEqualTo(before.definition());
  }

  private static SourceTable version(TransactionPart part) {
    return part.changes().getFirst().table();
  }

  private void changeTheShape() {
    trail.execute(
        "create table s.t (a int primary key, b text)",
        "insert into s.t values (1, 'one')",
        "alter table s.t add c int not null default 7",
        "insert into s.t values (2, 'two')",
        "alter table s.t rename b to name",
        "insert into s.t values (3, 'three')",
        "alter table s.t alter c type numeric",
        "insert into s.t values (4, 'four', 7.5)",
        "alter table s.t drop name",
        "insert into s.t values (5, 7.5)",
        "alter table s.t rename a to key",
        "insert into s.t values (6, 7.5)");
  }

  @Test
  void aKeyThatChangesItsColumnsWhileRowsMoveLosesNothing() {
    trail.execute(
        "create table s.t (a int primary key, b int not null)",
        "insert into s.t values (1, 10)",
        "update s.t set a = 2",
        "alter table s.t drop constraint t_pkey, add primary key (b)",
        "update s.t set b = 20",
        "update s.t set a = 3",
        "alter table s.t drop constraint t_pkey, replica identity full",
        "update s.t set a = 4, b = 30",
        "delete from s.t");
    read();
    List<RowChange> changes =
        recorder.awaitChanging(6).stream().flatMap(p -> p.changes().stream()).toList();
    assertThat(changes.subList(1, 5)).allMatch(RowChange.Update.class::isInstance);
    assertThat(((RowChange.Update) changes.get(1)).before().values()).containsExactly("1", null);
    assertThat(((RowChange.Update) changes.get(2)).before().values()).containsExactly(null, "10");
    assertThat(((RowChange.Update) changes.get(2)).after().values()).containsExactly("2", "20");
    assertThat(((RowChange.Update) changes.get(3)).after().values()).containsExactly("3", "20");
    assertThat(((RowChange.Update) changes.get(4)).before().values()).containsExactly("3", "20");
    assertThat(((RowChange.Update) changes.get(4)).after().values()).containsExactly("4", "30");
    assertThat(((RowChange.Delete) changes.get(5)).before().values()).containsExactly("4", "30");
  }

  @Test
  void tablesWithOddNamesAreToldApart() throws SQLException {
    List<String> names = new ArrayList<>();
    if (reading == ReaderKind.PGOUTPUT) {
      names.addAll(MISTAKEN);
    }
    names.addAll(
        List.of(
            "a b",
            "a_b",
            "a.b",
            "a-b",
            "A B",
            "a\"b",
            "a'b",
            "'a'",
            "`a`",
            "a\nb",
            "a\\b",
            "$1",
            "table",
            "ü ß \uD83D\uDE80",
            "x".repeat(63),
            "x".repeat(62) + "y"));
    for (String name : names) {
      trail.execute(
          "create table s.%s (\"odd \"\"col.umn\" int primary key, \"Größe\n\" text default 'd')"
              .formatted(quoted(name)));
    }
    try (Connection connection = trail.connect()) {
      assertThat(Catalog.read(connection).tables())
          .hasSize(names.size())
          .allMatch(table -> ReadableNames.refusal(table, reading).isEmpty());
    }
    read();
    StringBuilder all = new StringBuilder();
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < names.size(); i++) {
        all.append("insert into s.%s values (%d, '%d');".formatted(quoted(names.get(i)), round, i));
      }
    }
    trail.execute(all.toString());
    List<RowChange> changes = recorder.awaitChanging(1).getFirst().changes();
    for (int i = 0; i < 2 * names.size(); i++) {
      RowChange.Insert insert = (RowChange.Insert) changes.get(i);
      int table = i % names.size();
      assertThat(insert.table().name()).isEqualTo(new TableName("s", names.get(table)));
      assertThat(insert.table().columns()).containsExactly("odd \"col.umn", "Größe\n");
      assertThat(insert.after().values())
          .containsExactly(Integer.toString(1 + i / names.size()), Integer.toString(table));
    }
  }

  @Test
  void namesThatDebeziumWouldMistakeAreRefusedWhereItReads() throws SQLException {
    for (String name : MISTAKEN) {
      trail.execute("create table s.%s (id int primary key)".formatted(quoted(name)));
    }
    trail.execute(
        "create table s.c1 (id int primary key, \"'x'\" int)",
        "create table s.c2 (id int primary key, a int, \"A\" int)",
        "drop schema if exists \"s.t\" cascade",
        "create schema \"s.t\"",
        "create table \"s.t\".u (id int primary key)");
    try (Connection connection = trail.connect()) {
      assertThat(Catalog.read(connection).tables())
          .hasSize(9)
          .allMatch(
              table ->
                  ReadableNames.refusal(table, reading).isPresent()
                      == (reading == ReaderKind.DEBEZIUM));
    } finally {
      trail.execute("drop schema \"s.t\" cascade");
    }
  }

  @Test
  void columnsAndSchemasThatDebeziumWouldMistakeAreReadByTheOther() {
    assumeTrue(reading == ReaderKind.PGOUTPUT, "Debezium is refused them");
    trail.execute(
        "create table s.\"t.u\" (id int primary key, a int, \"A\" int, \"'x'\" int, \"\"\"x\"\"\" int)",
        "drop schema if exists \"s.t\" cascade",
        "create schema \"s.t\"",
        "create table \"s.t\".u (id int primary key)");
    try {
      read();
      trail.execute(
          "insert into s.\"t.u\" values (1, 2, 3, 4, 5); insert into \"s.t\".u values (6)");
      List<TransactionPart> parts = recorder.awaitChanging(1);
      assertThat(shown(parts))
          .containsExactly("[id, a, A, 'x', \"x\"] [1, 2, 3, 4, 5]", "[id] [6]");
      assertThat(parts.getFirst().changes())
          .extracting(change -> change.table().name())
          .containsExactly(new TableName("s", "t.u"), new TableName("s.t", "u"));
    } finally {
      trail.execute("drop schema \"s.t\" cascade");
    }
  }

  @Test
  void columnsThatDifferByCaseAloneAreRefused() {
    assumeTrue(reading == ReaderKind.DEBEZIUM, "the other reader tells them apart");
    trail.execute("create table s.t (id int primary key, a int, \"A\" int)");
    read();
    trail.execute("insert into s.t values (1, 2, 3)");
    assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.NOT_REPLICABLE);
    assertThat(recorder.awaitFailure().getMessage()).contains("s.t", "a", "exclude the table");
    assertThat(recorder.changing()).isEmpty();
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
