package dev.baton.migration.provision;

import dev.baton.config.ApplySettings;
import dev.baton.config.ConflictPolicy;
import dev.baton.config.ConflictSettings;
import dev.baton.config.DatabaseType;
import dev.baton.config.EngineSettings;
import dev.baton.config.LoopFilterMode;
import dev.baton.config.ReaderKind;
import dev.baton.config.ReplicationSettings;
import dev.baton.config.Secret;
import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.config.SwapSettings;
import dev.baton.config.TableRules;
import dev.baton.config.TransportSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Two real servers; each test gets a fresh database and a fresh role on both. */
final class TwoSites implements AutoCloseable {
  /** A table that can be replicated as it is. */
  static final String ACCOUNT =
      "CREATE TABLE account (id bigint PRIMARY KEY, balance numeric(12,2) NOT NULL)";

  /** Everything that a link leaves in a database, a line each. */
  static final String TRACES =
      """
      SELECT 'slot ' || slot_name FROM pg_replication_slots WHERE database = current_database()
      UNION ALL SELECT 'publication ' || pubname FROM pg_publication
      UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = 'baton'
      UNION ALL SELECT 'origin ' || roname FROM pg_replication_origin
      ORDER BY 1
      """;

  static final String PASSWORD = "s3cret-'of'-the-engine";

  private final EmbeddedPostgres east;
  private final EmbeddedPostgres west;
  private int number;

  private TwoSites(EmbeddedPostgres east, EmbeddedPostgres west) {
    this.east = east;
    this.west = west;
  }

  static TwoSites start() throws IOException, SQLException {
    EmbeddedPostgres east = server(Map.of());
    try {
      TwoSites sites = new TwoSites(east, server(Map.of()));
      sites.requireDurable();
      return sites;
    } catch (IOException | SQLException e) {
      east.close();
      throw e;
    }
  }

  /** A server set up for replication but for what {@code config} says. */
  static EmbeddedPostgres server(Map<String, String> config) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_replication_slots", "60")
            .setServerConfig("max_wal_senders", "60")
            .setServerConfig("max_active_replication_origins", "60")
            .setServerConfig("max_prepared_transactions", "5")
            .setServerConfig("track_commit_timestamp", "on");
    config.forEach(builder::setServerConfig);
    return builder.start();
  }

  /** A fresh pair of databases of one name. */
  String freshDatabases(String... sql) throws SQLException {
    String database = "shop" + ++number;
    for (EmbeddedPostgres server : List.of(east, west)) {
      run(url(server, "postgres"), "CREATE DATABASE " + database);
      run(url(server, database), sql);
    }
    return database;
  }

  void onEast(String database, String... sql) throws SQLException {
    run(url(east, database), sql);
  }

  void onWest(String database, String... sql) throws SQLException {
    run(url(west, database), sql);
  }

  void onBoth(String database, String... sql) throws SQLException {
    onEast(database, sql);
    onWest(database, sql);
  }

  Connection connectEast(String database) throws SQLException {
    return DriverManager.getConnection(url(east, database), "postgres", "postgres");
  }

  List<String> askEast(String database, String sql) throws SQLException {
    return ask(url(east, database), sql);
  }

  List<String> askWest(String database, String sql) throws SQLException {
    return ask(url(west, database), sql);
  }

  /** The link over both databases with an administrator, and a role of the database's name. */
  Settings administered(String database, String... streams) {
    return settings(
        database,
        url(east, database),
        url(west, database),
        role(database),
        true,
        List.of("public.*"),
        streams);
  }

  /** As {@link #administered}, where that reader reads both sites. */
  Settings readBy(ReaderKind reader, String database, String... streams) {
    Settings settings = administered(database, streams);
    return new Settings(
        settings.link(),
        settings.engine(),
        settings.sites().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> readBy(reader, one.getValue()))),
        settings.replicate(),
        settings.conflicts(),
        settings.apply(),
        settings.swap(),
        settings.transport());
  }

  private static SiteSettings readBy(ReaderKind reader, SiteSettings site) {
    return new SiteSettings(
        site.name(),
        site.type(),
        site.url(),
        site.user(),
        site.password(),
        site.adminUser(),
        site.adminPassword(),
        reader,
        site.loopFilter());
  }

  Settings unadministered(String database) {
    return settings(
        database,
        url(east, database),
        url(west, database),
        role(database),
        false,
        List.of("public.*"));
  }

  static String role(String database) {
    return "baton " + database;
  }

  static Settings settings(
      String link,
      String east,
      String west,
      String role,
      boolean administered,
      List<String> tables,
      String... streams) {
    List<StreamName> names = new ArrayList<>();
    for (String stream :
        streams.length == 0 ? new String[] {"east->west", "west->east"} : streams) {
      names.add(StreamName.parse(stream).orElseThrow());
    }
    return new Settings(
        link,
        new EngineSettings(
            "blue", Path.of("unused"), 1 << 27, 1000, Optional.empty(), Optional.empty()),
        Map.of(
            "east", site("east", east, role, administered),
            "west", site("west", west, role, administered)),
        new ReplicationSettings(names, new TableRules(tables, List.of(), Map.of())),
        new ConflictSettings(ConflictPolicy.LAST_WRITER_WINS, Map.of()),
        new ApplySettings(2, 1000, 8 << 20),
        new SwapSettings(60_000, SwapSettings.DeadlinePolicy.ABORT, 0),
        new TransportSettings(TransportSettings.Type.DIRECT));
  }

  private static SiteSettings site(String name, String url, String role, boolean administered) {
    return new SiteSettings(
        name,
        DatabaseType.POSTGRESQL,
        url,
        role,
        new Secret(PASSWORD),
        administered ? Optional.of("postgres") : Optional.empty(),
        administered ? Optional.of(new Secret("postgres")) : Optional.empty(),
        ReaderKind.PGOUTPUT,
        LoopFilterMode.AUTO);
  }

  String eastUrl(String database) {
    return url(east, database);
  }

  String westUrl(String database) {
    return url(west, database);
  }

  static String url(EmbeddedPostgres server, String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  static void run(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static List<String> ask(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> answers = new ArrayList<>();
      while (row.next()) {
        answers.add(row.getString(1));
      }
      return answers;
    }
  }

  private void requireDurable() throws SQLException {
    for (EmbeddedPostgres server : List.of(east, west)) {
      for (String setting : List.of("fsync", "synchronous_commit")) {
        if (!ask(url(server, "postgres"), "SHOW " + setting).equals(List.of("on"))) {
          throw new IllegalStateException(setting + " is off");
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      east.close();
    } finally {
      west.close();
    }
  }
}
