package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two durable PostgreSQL servers, {@code east} and {@code west}, whose databases sort text
 * differently.
 */
final class TwoSites implements AutoCloseable {
  private final EmbeddedPostgres east;
  private final EmbeddedPostgres west;

  private TwoSites(EmbeddedPostgres east, EmbeddedPostgres west) {
    this.east = east;
    this.west = west;
  }

  static TwoSites start() throws IOException, SQLException {
    EmbeddedPostgres east = server();
    try {
      TwoSites sites = new TwoSites(east, server());
      sites.createDatabases();
      return sites;
    } catch (IOException | SQLException | RuntimeException | Error e) {
      east.close();
      throw e;
    }
  }

  private static EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("wal_level", "logical")
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private void createDatabases() throws SQLException {
    try (Connection toEast = DriverManager.getConnection(east.getJdbcUrl("postgres", "postgres"));
        Connection toWest = DriverManager.getConnection(west.getJdbcUrl("postgres", "postgres"));
        Statement atEast = toEast.createStatement();
        Statement atWest = toWest.createStatement()) {
      for (Statement statement : List.of(atEast, atWest)) {
        for (String setting : List.of("fsync", "synchronous_commit")) {
          try (ResultSet shown = statement.executeQuery("SHOW " + setting)) {
            shown.next();
            assertThat(shown.getString(1)).as(setting).isEqualTo("on");
          }
        }
      }
      atEast.execute("CREATE DATABASE shop TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
      atWest.execute(
          "CREATE DATABASE shop TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
    }
  }

  Connection connect(String site) throws SQLException {
    return DriverManager.getConnection(url(site), "postgres", "postgres");
  }

  void at(String site, String... statements) throws SQLException {
    try (Connection connection = connect(site);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  void atBoth(String... statements) throws SQLException {
    at("east", statements);
    at("west", statements);
  }

  /** The first column of the first row. */
  String ask(String site, String query) throws SQLException {
    try (Connection connection = connect(site);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).as(query).isTrue();
      return String.valueOf(result.getString(1));
    }
  }

  Settings settings(String... tables) {
    return settings("postgres", new TableRules(List.of(tables), List.of(), Map.of()));
  }

  Settings settings(String user, TableRules tables) {
    return new Settings(
        "shop",
        new EngineSettings(
            "blue", Path.of("data"), 1 << 27, 10_000, Optional.empty(), Optional.empty()),
        Map.of("east", site("east", user), "west", site("west", user)),
        new ReplicationSettings(
            List.of(new StreamName("east", "west"), new StreamName("west", "east")), tables),
        new ConflictSettings(ConflictPolicy.LAST_WRITER_WINS, Map.of()),
        new ApplySettings(1, 1000, 8 << 20),
        new SwapSettings(60_000, SwapSettings.DeadlinePolicy.ABORT, 0),
        new TransportSettings(TransportSettings.Type.DIRECT));
  }

  /** Compares with little patience: nothing replicates in these tests unless they say so. */
  TableReport verify(String table) {
    VerifyReport report = verify(settings(table), VerifyOptions.defaults());
    assertThat(report.tables()).hasSize(1);
    return report.tables().getFirst();
  }

  VerifyReport verify(Settings settings, VerifyOptions options) {
    return new Verification()
        .verify(settings, options.withPatience(Duration.ofMillis(100)), ProgressListener.none());
  }

  private SiteSettings site(String name, String user) {
    return new SiteSettings(
        name,
        DatabaseType.POSTGRESQL,
        url(name),
        user,
        new Secret("postgres"),
        Optional.empty(),
        Optional.empty(),
        ReaderKind.PGOUTPUT,
        LoopFilterMode.AUTO);
  }

  private String url(String site) {
    EmbeddedPostgres server = site.equals("east") ? east : west;
    return "jdbc:postgresql://localhost:" + server.getPort() + "/shop";
  }

  @Override
  public void close() throws IOException {
    try (east;
        west) {
      // Both are closed, also when closing one fails.
    }
  }
}
