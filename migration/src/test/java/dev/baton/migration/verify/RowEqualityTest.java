package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values count as equal, for the verification and for the fingerprint alike. */
class RowEqualityTest {
  private static final String ALL_TYPES =
      """
      CREATE TABLE all_types (
        id int PRIMARY KEY, i2 int2, i8 int8, n numeric, n2 numeric(30,10), f4 float4, f8 float8,
        b boolean, t text, v varchar(20), c char(10), by bytea, d date, ti time, tz timetz,
        ts timestamp, tsz timestamptz, iv interval, u uuid, j json, jb jsonb, ar int[], ta text[],
        ip inet, ci cidr, mac macaddr, bi bit(5), vb varbit, r int4range, mr nummultirange,
        p point, bx box, x xml, m money, tv tsvector, tq tsquery, ln pg_lsn, rc regclass,
        g int GENERATED ALWAYS AS (id * 2) STORED)
      """;
  private static final String ALL_VALUES =
      """
      INSERT INTO all_types VALUES
       (1, -32768, 9223372036854775807, 'NaN', -0.0000000001, '-Infinity', 'NaN', true, '', 'ü', 'x',
        '\\x00ff', '0044-03-15 BC', '24:00', '12:00+05:30', 'infinity', '-infinity',
        '-1 year 2 days -03:04:05.678', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"b" : 1,  "a":2}',
        '{"b":1,"a":2}', '{{1,2},{3,NULL}}', '{"",NULL,"NULL"}', '::1/64', '10.0.0.0/8',
        '08:00:2b:01:02:03', B'10101', B'1', '[1,5)', '{[1.5,2.5),(7,)}', '(1,2)', '((0,0),(1,1))',
        '<a>1</a>', '12.34', 'a:1 b:2', 'a & b', '16/B374D848', 'pg_class'),
       (2, NULL, NULL, '1e-200', NULL, 0.1, 0.1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL)
      """;

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
  void everyCommonTypeComparesEqualWhateverTheDatabasesOwnSettings() throws SQLException {
    sites.at(
        "west",
        "ALTER DATABASE shop SET DateStyle = 'German'",
        "ALTER DATABASE shop SET IntervalStyle = 'iso_8601'",
        "ALTER DATABASE shop SET bytea_output = 'escape'",
        "ALTER DATABASE shop SET TimeZone = 'Asia/Kolkata'",
        "ALTER DATABASE shop SET extra_float_digits = -5");
    sites.atBoth("SET TimeZone = 'UTC'", ALL_TYPES);
    sites.at("east", ALL_VALUES);
    sites.at("west", "SET DateStyle = 'ISO'", "SET TimeZone = 'UTC'", ALL_VALUES);
    TableReport report = sites.verify("public.all_types");
    assertThat(report.equal()).isTrue();
    assertThat(report.rowsCompared()).isEqualTo(2);
    assertThat(fingerprint("east", "all_types")).isEqualTo(fingerprint("west", "all_types"));
  }

  @ParameterizedTest(name = "{0}: {1} and {2} are equal: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "float8|'-0'|'0'|false",
        "float8|'NaN'|'NaN'|true",
        "float4|0.1|0.10|true",
        "numeric|1.0|1.00|false",
        "numeric|'NaN'|'NaN'|true",
        "text|null|''|false",
        "text|'NULL'|null|false",
        "json|'{\"a\": 1}'|'{\"a\":1}'|false",
        "jsonb|'{\"a\": 1}'|'{\"a\":1}'|true",
        "char(5)|'a'|'a  '|true",
        "timestamptz|'2026-01-01 00:00+00'|'2026-01-01 01:00+01'|true",
        "text[]|'{NULL}'|'{\"NULL\"}'|false",
        "bytea|'\\x00'|'\\x0000'|false",
      })
  void equalityIsThatOfTheCanonicalText(String type, String east, String west, boolean equal)
      throws SQLException {
    sites.atBoth(
        "DROP TABLE IF EXISTS one", "CREATE TABLE one (id int PRIMARY KEY, v " + type + ")");
    sites.at("east", "INSERT INTO one VALUES (1, " + east + ")");
    sites.at("west", "INSERT INTO one VALUES (1, " + west + ")");
    assertThat(sites.verify("public.one").equal()).isEqualTo(equal);
    assertThat(fingerprint("east", "one").equals(fingerprint("west", "one"))).isEqualTo(equal);
  }

  @Test
  void valuesThatOnlyMovedBetweenColumnsOrRowsAreSeen() throws SQLException {
    sites.atBoth("CREATE TABLE moved (a text, b text)");
    sites.at("east", "INSERT INTO moved VALUES ('x', 'y'), ('a,b', 'c')");
    sites.at("west", "INSERT INTO moved VALUES ('y', 'x'), ('a', 'b,c')");
    assertThat(sites.verify("public.moved").differing()).isEqualTo(4);
    assertThat(fingerprint("east", "moved")).isNotEqualTo(fingerprint("west", "moved"));
  }

  @Test
  void theFingerprintIgnoresTheOrderOfRowsAndColumnsAndLeavesTheConnectionAsItWas()
      throws SQLException {
    sites.at(
        "east",
        "CREATE TABLE shuffled (a int, b text)",
        "INSERT INTO shuffled VALUES (1, 'x'), (2, 'y')");
    sites.at(
        "west",
        "CREATE TABLE shuffled (b text, a int)",
        "INSERT INTO shuffled VALUES ('y', 2), ('x', 1)");
    assertThat(fingerprint("east", "shuffled")).isEqualTo(fingerprint("west", "shuffled"));

    try (Connection connection = sites.connect("east");
        Statement statement = connection.createStatement()) {
      statement.execute("SET IntervalStyle = 'iso_8601'");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO shuffled VALUES (3, 'z')");
      TableFingerprint inside =
          TableFingerprint.of(connection, new TableName("public", "shuffled"));
      assertThat(inside.rows()).isEqualTo(3);
      connection.commit();
      assertThat(fingerprint("east", "shuffled")).isEqualTo(inside);
      try (var style = statement.executeQuery("SHOW IntervalStyle")) {
        style.next();
        assertThat(style.getString(1)).isEqualTo("iso_8601");
      }
    }
  }

  private static TableFingerprint fingerprint(String site, String table) throws SQLException {
    try (Connection connection = sites.connect(site)) {
      return TableFingerprint.of(connection, new TableName("public", table));
    }
  }
}
