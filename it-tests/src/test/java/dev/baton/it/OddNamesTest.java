package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tables and columns of names that Debezium mistakes, through the real program: replicated and
 * compared where the sites are read by pgoutput, refused where they are read by Debezium.
 */
class OddNamesTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** Enough for every form in which rows are written. */
  private static final int ROWS = 300;

  /** Both are written {@code odd.s.a}. */
  private static final TableName DOTTED_SCHEMA = new TableName("odd.s", "a");

  private static final TableName DOTTED_TABLE = new TableName("odd", "s.a");

  private static final List<TableName> MISTAKEN =
      List.of(
          new TableName("odd", "\"a\""),
          new TableName("odd", "\"a"),
          new TableName("odd", "a\""),
          new TableName("odd", "\""),
          new TableName("odd", "a''b"),
          new TableName("odd", "a``b"),
          new TableName("\"odd\"", "a"),
          new TableName("odd''", "a"),
          DOTTED_SCHEMA);

  private static final List<TableName> TABLES =
      Stream.concat(
              MISTAKEN.stream(),
              Stream.of(
                  DOTTED_TABLE,
                  new TableName("odd", "a"),
                  new TableName("odd", "A"),
                  new TableName("odd", "$1 {0} \\ \n"),
                  new TableName("odd", "x".repeat(63)),
                  new TableName("odd", "x".repeat(62) + "y"),
                  new TableName("odd" + "z".repeat(60), "a")))
          .toList();

  private static final List<String> COLUMNS =
      List.of("a", "A", "'a'", "\"a\"", "`a`", "a.b", "v".repeat(63), "v".repeat(62) + "w");

  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("*odd*.*"));
    List<String> made = new ArrayList<>();
    TABLES.stream()
        .map(TableName::schema)
        .distinct()
        .forEach(schema -> made.add("create schema " + SqlText.identifier(schema)));
    for (TableName table : TABLES) {
      made.add(
          "create table %s (id int primary key, %s)"
              .formatted(
                  SqlText.table(table),
                  COLUMNS.stream()
                      .map(column -> SqlText.identifier(column) + " text")
                      .collect(Collectors.joining(", "))));
    }
    link.sites().forEach(site -> site.execute(made.toArray(String[]::new)));
  }

  @Test
  void theirRowsAreReplicatedEachToItsOwnTableAndColumn() {
    link.provision();
    writeAll(link.east(), 0);
    try (EngineProcess engine = link.engine()) {
      writeAll(link.west(), 1000);
      for (TableName table : TABLES) {
        awaitAtBoth(table, expected(table));
      }
      link.east().execute("truncate " + SqlText.table(DOTTED_SCHEMA));
      awaitAtBoth(DOTTED_SCHEMA, List.of());
      awaitAtBoth(DOTTED_TABLE, expected(DOTTED_TABLE));
      String told = BatonProgram.done("verify", "-c", link.settingsFile().toString());
      assertThat(told.lines().filter(line -> line.contains(DOTTED_TABLE.toString())))
          .as("lines on both tables written %s: %s", DOTTED_TABLE, told)
          .hasSize(2);
      engine.assertAlive();
      assertThat(engine.terminate()).isZero();
    } finally {
      link.deprovision();
    }
  }

  @Test
  void debeziumIsRefusedEachOfThem() {
    link.configure(settings -> settings.withSiteKey("reader", "debezium"));
    try {
      BatonProgram.Result refused =
          BatonProgram.run("provision", "-c", link.settingsFile().toString());
      assertThat(refused.exitCode()).isEqualTo(1);
      for (TableName table : TABLES) {
        assertThat(refused.err())
            .contains(
                "NOT_REPLICABLE: table " + table + " at site east cannot be read: ",
                "or set sites.east.reader: pgoutput");
      }
      assertThat(link.east().find("select 1 from pg_publication")).isEmpty();
      link.configure(settings -> settings.withSiteKey("reader", "pgoutput"));
      link.provision();
      link.configure(settings -> settings.withSiteKey("reader", "debezium"));
      assertThat(link.startError("NOT_REPLICABLE"))
          .contains("cannot be read: ", "reader: pgoutput");
    } finally {
      link.configure(settings -> settings.withSiteKey("reader", "pgoutput"));
      link.deprovision();
    }
  }

  private static void awaitAtBoth(TableName table, List<String> rows) {
    for (PostgresSite site : link.sites()) {
      await(table + " at " + site.name())
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(site.find(shown(table)).orElse("")).isEqualTo(text(rows)));
    }
  }

  /** Many rows of each table, then each of them altered, one moved and one gone. */
  private static void writeAll(PostgresSite site, int from) {
    for (TableName table : TABLES) {
      String name = SqlText.table(table);
      site.execute(
          "insert into %s select i, %s from generate_series(%d, %d) i"
              .formatted(
                  name,
                  COLUMNS.stream()
                      .map(column -> SqlText.literal("new " + column))
                      .collect(Collectors.joining(", ")),
                  from + 1,
                  from + ROWS),
          "update %s set %s where id between %d and %d"
              .formatted(
                  name,
                  COLUMNS.stream()
                      .map(
                          column ->
                              SqlText.identifier(column)
                                  + " = "
                                  + SqlText.literal(value(table, column)))
                      .collect(Collectors.joining(", ")),
                  from + 1,
                  from + ROWS),
          "update %s set id = %d where id = %d".formatted(name, from + ROWS + 1, from + 1),
          "delete from %s where id = %d".formatted(name, from + 2));
    }
  }

  private static String value(TableName table, String column) {
    return TABLES.indexOf(table) + " " + column;
  }

  private static List<String> expected(TableName table) {
    String row =
        COLUMNS.stream().map(column -> value(table, column)).collect(Collectors.joining("|"));
    return Stream.of(0, 1000)
        .flatMap(from -> IntStream.rangeClosed(from + 3, from + ROWS + 1).boxed())
        .map(id -> id + "|" + row)
        .toList();
  }

  private static String text(List<String> rows) {
    return String.join("\n", rows);
  }

  private static String shown(TableName table) {
    return "select string_agg(concat_ws('|', id, %s), E'\\n' order by id) from %s"
        .formatted(
            COLUMNS.stream().map(SqlText::identifier).collect(Collectors.joining(", ")),
            SqlText.table(table));
  }
}
