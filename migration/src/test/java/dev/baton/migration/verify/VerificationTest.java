package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.TableRules;
import dev.baton.connectors.change.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a verification of two quiet sites says. */
class VerificationTest {
  private static TwoSites sites;

  @BeforeAll
  static void start() throws IOException, SQLException {
    sites = TwoSites.start();
  }

  @AfterAll
  static void stop() throws IOException {
    sites.close();
  }

  @Test
  void findsThreeRowsAmongAHundredThousandByTheirKeys() throws SQLException {
    sites.atBoth(
        "CREATE TABLE big (id bigint PRIMARY KEY, name text, at timestamptz DEFAULT '2026-01-01')",
        "INSERT INTO big SELECT i, 'n' || i FROM generate_series(1, 100000) i");
    TableReport before = sites.verify("public.big");
    assertThat(before.equal()).isTrue();
    assertThat(before.rowsCompared()).isEqualTo(100_000);
    assertThat(before.chunks()).isBetween(10L, 12L);

    sites.at(
        "west",
        "UPDATE big SET name = 'other' WHERE id = 50001",
        "DELETE FROM big WHERE id = 60002",
        "INSERT INTO big VALUES (-7, 'more')");
    TableReport after = sites.verify("public.big");
    assertThat(after.equal()).isFalse();
    assertThat(after.rows())
        .containsExactlyInAnyOrder(
            new RowDifference(List.of("50001"), RowDifference.Kind.DIFFERENT),
            new RowDifference(List.of("60002"), RowDifference.Kind.ONLY_AT_FIRST),
            new RowDifference(List.of("-7"), RowDifference.Kind.ONLY_AT_SECOND));
    assertThat(List.of(after.different(), after.onlyAtFirst(), after.onlyAtSecond()))
        .containsExactly(1L, 1L, 1L);
  }

  @Test
  void countsEveryRowOfATableThatIsEmptyAtTheFirstSite() throws SQLException {
    sites.atBoth("CREATE TABLE lopsided (id int PRIMARY KEY)");
    sites.at("west", "INSERT INTO lopsided SELECT generate_series(1, 70000)");
    TableReport report = sites.verify("public.lopsided");
    assertThat(report.onlyAtSecond()).isEqualTo(70_000);
    assertThat(report.rows()).hasSize(VerifyOptions.DEFAULT_LISTED_ROWS);
  }

  @Test
  void textKeysCompareAlikeWhereTheSitesSortThemDifferently() throws SQLException {
    sites.atBoth(
        "CREATE TABLE words (word text, part varchar(40), n int, PRIMARY KEY (word, part))",
        "INSERT INTO words SELECT w, 'p' || i, i FROM generate_series(1, 3000) i, unnest(ARRAY["
            + "'a', 'B', 'b', 'Ä', 'z', '', ' ', E'\\n', E'\\\\', '''', '\"', '$1', '(,)', '{}', 'NULL', '😀']) w");
    assertThat(sites.verify("public.words").equal()).isTrue();

    sites.at(
        "west",
        "DELETE FROM words WHERE word = E'\\\\' AND part = 'p7'",
        "UPDATE words SET n = -1 WHERE word = '😀' AND part = 'p2999'");
    assertThat(sites.verify("public.words").rows())
        .containsExactlyInAnyOrder(
            new RowDifference(List.of("\\", "p7"), RowDifference.Kind.ONLY_AT_FIRST),
            new RowDifference(List.of("😀", "p2999"), RowDifference.Kind.DIFFERENT));
  }

  @Test
  void textKeysThatSortAlikeAreWalkedInRanges() throws SQLException {
    sites.atBoth(
        "CREATE TABLE alike (k text COLLATE \"C\", d date, n numeric, PRIMARY KEY (k, d, n))",
        "INSERT INTO alike SELECT chr(64 + i % 60), '2026-01-01'::date + i, i / 10.0 FROM generate_series(1, 25000) i",
        "INSERT INTO alike VALUES ('x', 'infinity', 'NaN'), ('''\"', '0044-03-15 BC', '-Infinity')");
    sites.at("east", "DELETE FROM alike WHERE n = 'NaN'");
    TableReport report = sites.verify("public.alike");
    assertThat(report.chunks()).isEqualTo(3);
    assertThat(report.rows())
        .containsExactly(
            new RowDifference(List.of("x", "infinity", "NaN"), RowDifference.Kind.ONLY_AT_SECOND));
  }

  @Test
  void keysOfAnyOtherTypeAreCompared() throws SQLException {
    sites.atBoth(
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN code AS char(4)",
        "CREATE TABLE odd_keys (m mood, c code, b boolean, f float8, a int[], PRIMARY KEY (m, c, b, f, a))",
        "INSERT INTO odd_keys VALUES ('sad', 'x', true, 'NaN', '{1,2}'), ('ok', 'yy', false, 0.1, '{}')");
    assertThat(sites.verify("public.odd_keys").equal()).isTrue();
    sites.at("west", "DELETE FROM odd_keys WHERE m = 'ok'");
    assertThat(sites.verify("public.odd_keys").rows())
        .containsExactly(
            new RowDifference(
                List.of("ok", "yy", "false", "0.1", "{}"), RowDifference.Kind.ONLY_AT_FIRST));
  }

  @Test
  void tablesWithoutAKeyAreComparedWithTheirTwins() throws SQLException {
    sites.atBoth(
        "CREATE TABLE twins (a int, b text)",
        "INSERT INTO twins SELECT i % 10, NULL FROM generate_series(1, 30000) i",
        "INSERT INTO twins VALUES (NULL, NULL), (NULL, NULL), (1, '')");
    assertThat(sites.verify("public.twins").equal()).isTrue();

    sites.at("west", "INSERT INTO twins VALUES (NULL, NULL)", "DELETE FROM twins WHERE b = ''");
    TableReport report = sites.verify("public.twins");
    assertThat(report.key()).isEmpty();
    assertThat(report.onlyAtSecond()).isEqualTo(1);
    assertThat(report.onlyAtFirst()).isEqualTo(1);
    assertThat(report.different()).isZero();
  }

  @Test
  void aReplicaIdentityIndexServesAsKey() throws SQLException {
    sites.atBoth(
        "CREATE TABLE by_index (id int NOT NULL, v text)",
        "CREATE UNIQUE INDEX by_index_id ON by_index (id)",
        "ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_id",
        "INSERT INTO by_index VALUES (1, 'a')");
    sites.at("west", "UPDATE by_index SET v = 'b'");
    TableReport report = sites.verify("public.by_index");
    assertThat(report.key()).containsExactly("id");
    assertThat(report.different()).isEqualTo(1);
  }

  @Test
  void partitionsCountWithTheTableTheyBelongTo() throws SQLException {
    sites.atBoth("CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)");
    sites.at("east", "CREATE TABLE parts_all PARTITION OF parts DEFAULT");
    sites.at(
        "west",
        "CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (5)",
        "CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (5) TO (50)");
    sites.atBoth("INSERT INTO parts SELECT i, 'x' FROM generate_series(1, 9) i");
    VerifyReport report = sites.verify(sites.settings("public.parts*"), VerifyOptions.defaults());
    assertThat(report.tables())
        .extracting(TableReport::table)
        .containsExactly(new TableName("public", "parts"));
    assertThat(report.equal()).isTrue();
    assertThat(report.tables().getFirst().rowsCompared()).isEqualTo(9);
  }

  @Test
  void identifiersOfAnyCharactersAreQuoted() throws SQLException {
    String longest = "T\"'.$1\\ ü" + "x".repeat(63 - 10);
    String quoted = "\"" + longest.replace("\"", "\"\"") + "\"";
    sites.atBoth(
        "CREATE SCHEMA \"Od\"\"d schema\"",
        "CREATE TABLE \"Od\"\"d schema\"."
            + quoted
            + " (\"Key \"\"1\" int PRIMARY KEY, "
            + quoted
            + " text, \"select\" int)",
        "INSERT INTO \"Od\"\"d schema\"." + quoted + " VALUES (1, 'a', 2)");
    sites.at("west", "UPDATE \"Od\"\"d schema\"." + quoted + " SET \"select\" = 3");
    TableReport report = sites.verify("Od\"d schema.*");
    assertThat(report.table()).isEqualTo(new TableName("Od\"d schema", longest));
    assertThat(report.rows())
        .containsExactly(new RowDifference(List.of("1"), RowDifference.Kind.DIFFERENT));
    try (Connection east = sites.connect("east")) {
      assertThat(TableFingerprint.of(east, report.table()).rows()).isEqualTo(1);
    }
  }

  @Test
  void whatOnlyOneSiteHasIsADifferenceInShape() throws SQLException {
    sites.atBoth(
        "CREATE SCHEMA shape", "CREATE TABLE shape.both (id int PRIMARY KEY, v text, w text)");
    sites.at("east", "CREATE TABLE shape.here (id int PRIMARY KEY)");
    sites.at(
        "west",
        "CREATE TABLE shape.there (id int PRIMARY KEY)",
        "ALTER TABLE shape.both ADD COLUMN later int DEFAULT 4",
        "ALTER TABLE shape.both DROP COLUMN w");
    sites.atBoth("INSERT INTO shape.both (v, id) VALUES ('same', 1)");
    VerifyReport report = sites.verify(sites.settings("shape.*"), VerifyOptions.defaults());
    assertThat(report.equal()).isFalse();
    assertThat(report.tables())
        .flatExtracting(TableReport::shapeDifferences)
        .containsExactlyInAnyOrder(
            "column w of shape.both is at east only, not at west",
            "column later of shape.both is at west only, not at east",
            "table shape.here is missing at west",
            "table shape.there is missing at east");
    assertThat(report.tables()).extracting(TableReport::differing).containsOnly(0L);
  }

  @Test
  void differentKeysMakeWholeRowsCompared() throws SQLException {
    sites.at("east", "CREATE TABLE rekeyed (a int PRIMARY KEY, b int)");
    sites.at("west", "CREATE TABLE rekeyed (b int PRIMARY KEY, a int)");
    sites.atBoth("INSERT INTO rekeyed (a, b) VALUES (1, 2)");
    TableReport report = sites.verify("public.rekeyed");
    assertThat(report.shapeDifferences())
        .containsExactly("the key is (a) at east and (b) at west; whole rows are compared");
    assertThat(report.differing()).isZero();
  }

  @Test
  void renamedTablesAreComparedWithTheirCounterparts() throws SQLException {
    sites.at("east", "CREATE SCHEMA ren", "CREATE TABLE ren.customer (id int PRIMARY KEY)");
    sites.at("west", "CREATE SCHEMA crm", "CREATE TABLE crm.client (id int PRIMARY KEY)");
    sites.at("west", "INSERT INTO crm.client VALUES (5)");
    VerifyReport report =
        sites.verify(
            sites.settings(
                "postgres",
                new TableRules(List.of("ren.*"), List.of(), Map.of("ren.customer", "crm.client"))),
            VerifyOptions.defaults());
    assertThat(report.tables()).hasSize(1);
    assertThat(report.tables().getFirst().counterpart()).isEqualTo(new TableName("crm", "client"));
    assertThat(report.tables().getFirst().onlyAtSecond()).isEqualTo(1);
  }

  @Test
  void excludedAndUnloggedTablesAreLeftOut() throws SQLException {
    sites.atBoth("CREATE SCHEMA few", "CREATE TABLE few.kept (id int PRIMARY KEY)");
    sites.at(
        "east",
        "CREATE TABLE few.tmp_x (id int PRIMARY KEY)",
        "CREATE UNLOGGED TABLE few.cache (id int PRIMARY KEY)",
        "CREATE VIEW few.seen AS SELECT 1");
    VerifyReport report =
        sites.verify(
            sites.settings(
                "postgres", new TableRules(List.of("few.*"), List.of("few.tmp_*"), Map.of())),
            VerifyOptions.defaults());
    assertThat(report.tables()).extracting(t -> t.table().table()).containsExactly("kept");
    assertThat(report.equal()).isTrue();
  }

  @Test
  void aFilterThatMatchesNothingIsRefused() {
    assertThatThrownBy(
            () ->
                sites.verify(
                    sites.settings("public.*"),
                    VerifyOptions.defaults().withTables(List.of("public.nothing_like_it"))))
        .hasMessage(
            "REFUSED: no table to compare at site east: nothing in the replicated set matches"
                + " [public.nothing_like_it]; check replicate.tables and --tables");
  }

  @Test
  void aMissingGrantIsNamed() throws SQLException {
    sites.atBoth(
        "CREATE ROLE reader LOGIN PASSWORD 'postgres'",
        "CREATE SCHEMA locked",
        "GRANT USAGE ON SCHEMA locked TO reader",
        "CREATE TABLE locked.safe (id int PRIMARY KEY)");
    assertThatThrownBy(
            () ->
                sites.verify(
                    sites.settings(
                        "reader", new TableRules(List.of("locked.*"), List.of(), Map.of())),
                    VerifyOptions.defaults()))
        .hasMessageStartingWith("MISSING_GRANT: ")
        .hasMessageContaining("permission denied for table safe");
  }

  @Test
  void rowsHiddenByAPolicyAreAnErrorNotASilentOmission() throws SQLException {
    sites.atBoth(
        "CREATE ROLE tenant LOGIN PASSWORD 'postgres'",
        "CREATE SCHEMA hidden",
        "GRANT USAGE ON SCHEMA hidden TO tenant",
        "CREATE TABLE hidden.rows (id int PRIMARY KEY)",
        "ALTER TABLE hidden.rows ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON hidden.rows TO tenant");
    assertThatThrownBy(
            () ->
                sites.verify(
                    sites.settings(
                        "tenant", new TableRules(List.of("hidden.*"), List.of(), Map.of())),
                    VerifyOptions.defaults()))
        .hasMessageStartingWith("MISSING_GRANT: ")
        .hasMessageContaining("row-level security");
  }
}
