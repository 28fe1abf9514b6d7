package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.DatabaseType;
import dev.baton.config.LoopFilterMode;
import dev.baton.config.ReaderKind;
import dev.baton.config.Secret;
import dev.baton.config.SiteSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/** A durable PostgreSQL server for a test class, with as many databases as it wants. */
public final class PostgresServer implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  public static final String USER = "postgres";
  public static final String PASSWORD = "postgres";

  private final Path folder;
  private EmbeddedPostgres server;

  private PostgresServer() {
    try {
      this.folder = Files.createTempDirectory("baton-connectors-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server = launch(0);
  }

  public static PostgresServer start() {
    PostgresServer started = new PostgresServer();
    try {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(started.value(USER, "show " + setting)).as(setting).isEqualTo("on");
      }
      return started;
    } catch (RuntimeException | AssertionError e) {
      started.close();
      throw e;
    }
  }

  private EmbeddedPostgres launch(int port) {
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(folder)
          .setCleanDataDirectory(false)
          .setPort(port)
          .setServerConfig("wal_level", "logical")
          // The embedded server starts with -F and asynchronous commits; what comes later wins.
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("track_commit_timestamp", "on")
          .setServerConfig("max_replication_slots", "40")
          .setServerConfig("max_wal_senders", "20")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where readers of this server's trails may keep what is larger than memory. */
  Path spillFolder() {
    return folder.resolveSibling(folder.getFileName() + "-spill");
  }

  /** Makes a database whose settings are all the server's. */
  public void createDatabase(String name) {
    execute(USER, "create database " + name + " template template0 encoding 'UTF8' locale 'C'");
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, PASSWORD);
  }

  public void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The first value of a query's only row, as text. */
  public String value(String database, String query) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).as(query).isTrue();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The database as a site of that name, read by Debezium. */
  SiteSettings site(String database) {
    return site(database, ReaderKind.DEBEZIUM);
  }

  /** The database as a site of that name. */
  SiteSettings site(String database, ReaderKind reader) {
    return new SiteSettings(
        database,
        DatabaseType.POSTGRESQL,
        url(database),
        USER,
        new Secret(PASSWORD),
        Optional.empty(),
        Optional.empty(),
        reader,
        LoopFilterMode.AUTO);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  /** Ends every session at once, then serves the same data on the same port again. */
  void restart() {
    int port = server.getPort();
    stop();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () -> {
              server = launch(port);
              return true;
            });
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    FileUtils.deleteQuietly(folder.toFile());
    FileUtils.deleteQuietly(spillFolder().toFile());
  }
}
