package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.Recorder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGStatement;

/**
 * Walks the table of types: every built-in type is carried or refused, and what is carried reaches
 * the target as the same text, whatever the databases' own settings are.
 */
class CarriedTypesTest {

  private static final String WEST = "west";
  @AutoClose private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    server.execute(PostgresServer.USER, TypeSamples.MADE_ROLES.toArray(String[]::new));
    for (String database : List.of("east", "contrary", WEST)) {
      server.createDatabase(database);
      server.execute(database, TypeSamples.MADE_TYPES.toArray(String[]::new));
    }
    for (String database : List.of("contrary", WEST)) {
      for (String setting :
          List.of(
              "bytea_output = escape",
              "IntervalStyle = sql_standard",
              "DateStyle = 'SQL, DMY'",
              "TimeZone = 'Asia/Kathmandu'",
              "extra_float_digits = -15",
              "xmloption = document",
              "quote_all_identifiers = on",
              "search_path = app, public")) {
        server.execute(database, "alter database " + database + " set " + setting);
      }
    }
  }

  @Test
  void everyBuiltInTypeIsEitherCarriedOrRefused() throws SQLException {
    // Arrays, domains and rows are made of others; pseudo-types cannot be a column's.
    String query =
        "select typname from pg_type where typnamespace = 'pg_catalog'::regnamespace"
            + " and typtype in ('b', 'r', 'm') and typname !~ '^_'";
    Set<String> builtIn = new TreeSet<>();
    try (Connection connection = server.connect("east");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        builtIn.add(rows.getString(1));
      }
    }
    Set<String> known = new HashSet<>(CarriedTypes.CARRIED);
    known.addAll(CarriedTypes.REFUSED.keySet());
    assertThat(known).as("types in the table").containsAll(builtIn);
    assertThat(CarriedTypes.CARRIED)
        .as("carried types")
        .doesNotContainAnyElementsOf(CarriedTypes.REFUSED.keySet());
  }

  @Test
  void everyCarriedTypeHasSamples() {
    Set<String> sampled = new HashSet<>();
    TypeSamples.all()
        .keySet()
        .forEach(type -> sampled.add(type.replace("\"char\"", "char").replaceFirst("[( ].*", "")));
    sampled.add("bpchar");
    assertThat(sampled).containsAll(CarriedTypes.CARRIED);
  }

  @ParameterizedTest
  @CsvSource({"east, DEBEZIUM", "contrary, DEBEZIUM", "east, PGOUTPUT", "contrary, PGOUTPUT"})
  void everyValueReachesTheTargetAsTheTextTheSourceHas(String east, ReaderKind reading)
      throws SQLException {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Dublin"));
    try {
      carryAndCompare(east, reading);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  private static void carryAndCompare(String east, ReaderKind reading) throws SQLException {
    Map<String, List<String>> samples = TypeSamples.all();
    List<String> types = List.copyOf(samples.keySet());
    for (String database : List.of(east, WEST)) {
      server.execute(database, "drop schema if exists t cascade", "create schema t", tables(types));
    }
    server.execute(east, "drop publication if exists baton_shop");
    PostgresTrail.publish(server, east, "all tables");
    try (PostgresTrail trail = PostgresTrail.open(server, east, reading);
        Connection target = SiteConnections.open(server.site(WEST), PostgresTrail.LINK, "test")) {
      Recorder recorder = new Recorder();
      try (AuditTrailReader reader = trail.reader()) {
        reader.start(trail.confirmed(), recorder);
        insert(trail, types, samples);
        for (RowChange change : recorder.awaitChanging(1).getFirst().changes()) {
          apply(target, (RowChange.Insert) change);
        }
      }
      assertSameTexts(east, target, types);
      assertNamesMeanTheTargetsOwn(east, target, types);
    }
  }

  private static String tables(List<String> types) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      sql.append("create table t.t%d (id int primary key, v %s);".formatted(i, types.get(i)));
    }
    return sql.toString();
  }

  private static void insert(
      PostgresTrail trail, List<String> types, Map<String, List<String>> samples)
      throws SQLException {
    try (Connection connection =
            SiteConnections.open(trail.site(), PostgresTrail.LINK, "application");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < types.size(); i++) {
        List<String> values = new ArrayList<>();
        for (String value : samples.get(types.get(i))) {
          values.add("'" + value.replace("'", "''") + "'");
        }
        // The one domain here that allows no null.
        if (!types.get(i).equals("app.code")) {
          values.add("null");
        }
        for (int id = 0; id < values.size(); id++) {
          statement.addBatch("insert into t.t%d values (%d, %s)".formatted(i, id, values.get(id)));
        }
      }
      statement.executeBatch();
      connection.commit();
    }
  }

  /** As the engine does it: the text, read as the target column's type, or cast to it. */
  private static void apply(Connection target, RowChange.Insert insert) throws SQLException {
    String table = insert.table().name().table();
    String type = type(target, table);
    String sql =
        "insert into t.\"%s\" values (?::pg_catalog.int4, ?::%s%s)"
            .formatted(table, type.startsWith("pg_catalog.") ? "" : "text::", type);
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      // The second row's is sent as one that the server has prepared.
      statement.unwrap(PGStatement.class).setPrepareThreshold(1);
      statement.setObject(1, insert.after().text(0), Types.OTHER);
      statement.setObject(2, insert.after().text(1), Types.OTHER);
      statement.execute();
    } catch (SQLException e) {
      throw new AssertionError(
          "in " + type + ", row " + insert.after().text(0) + ": " + e.getMessage(), e);
    }
  }

  private static String type(Connection target, String table) throws SQLException {
    String query =
        "select format('%I.%I', n.nspname, t.typname) from pg_attribute a"
            + " join pg_type t on t.oid = a.atttypid join pg_namespace n on n.oid = t.typnamespace"
            + " where a.attrelid = ('t.' || ?)::regclass and a.attname = 'v'";
    try (PreparedStatement statement = target.prepareStatement(query)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void assertSameTexts(String east, Connection target, List<String> types)
      throws SQLException {
    SoftAssertions softly = new SoftAssertions();
    try (Connection source =
        SiteConnections.open(server.site(east), PostgresTrail.LINK, "comparison")) {
      for (int i = 0; i < types.size(); i++) {
        String query = "select v::text from t.t%d order by id".formatted(i);
        softly.assertThat(texts(target, query)).as(types.get(i)).isEqualTo(texts(source, query));
      }
    }
    softly.assertAll();
  }

  /** The texts being the same: what they name has a number of its own in each database. */
  private static void assertNamesMeanTheTargetsOwn(
      String east, Connection target, List<String> types) throws SQLException {
    Map<String, String> named =
        Map.of(
            "regprocedure", "app.now()",
            "regoperator", "app.!!(NONE,integer)",
            "regtype", "app.date",
            "regnamespace", "app",
            "regconfig", "app.english",
            "regdictionary", "app.\"Odd. 1\"",
            "regcollation", "app.\"C\"");
    try (Connection source =
        SiteConnections.open(server.site(east), PostgresTrail.LINK, "comparison")) {
      for (Map.Entry<String, String> one : named.entrySet()) {
        String query =
            "select v::oid from t.t%d where v::text = '%s'"
                .formatted(types.indexOf(one.getKey()), one.getValue());
        assertThat(texts(target, query))
            .as(one.getValue())
            .hasSize(1)
            .doesNotContainAnyElementsOf(texts(source, query));
      }
    }
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
