package dev.baton.it.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.program.Signal;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/**
 * One real PostgreSQL server of a test: durable, with passwords asked for over TCP, and able to die
 * and come back on the same data and port.
 *
 * <p>It has a database {@value #DATABASE}, owned by the superuser {@value #ADMIN}, and two roles
 * that are not: {@value #APP} for applications and {@value #ENGINE} for the engine.
 */
public final class PostgresSite implements AutoCloseable {

  public static final String DATABASE = "shop";
  public static final String ADMIN = "postgres";
  public static final String APP = "app";
  public static final String ENGINE = "baton";

  /** The password of both roles that are not superuser. */
  public static final String PASSWORD = "pass-Word_1";

  private final String name;
  private final Path folder;
  private final Map<String, String> config;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresSite(String name, Map<String, String> config) {
    this.name = name;
    this.config = config;
    this.folder = temporaryFolder(name);
    this.server = launch(0);
    this.port = server.getPort();
  }

  /** A running server with the settings replication wants. */
  public static PostgresSite start(String name) {
    return start(name, Map.of());
  }

  /**
   * A running server.
   *
   * @param overrides server settings that differ from what replication wants
   */
  public static PostgresSite start(String name, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("wal_level", "logical");
    // The embedded server starts with -F and asynchronous commits; what comes later on its command
    // line wins.
    config.put("fsync", "on");
    config.put("synchronous_commit", "on");
    config.put("track_commit_timestamp", "on");
    config.put("max_active_replication_origins", "40");
    config.put("max_wal_size", "4GB");
    config.put("listen_addresses", "127.0.0.1");
    config.putAll(overrides);
    PostgresSite site = new PostgresSite(name, config);
    try {
      site.makeDatabase();
      site.assertDurable();
    } catch (RuntimeException | AssertionError e) {
      site.close();
      throw e;
    }
    return site;
  }

  /** Makes sure that what this server confirms survives it. */
  public void assertDurable() {
    for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
      assertThat(value("show " + setting)).as("%s of %s", setting, name).isEqualTo("on");
    }
  }

  /** The site's name in the link. */
  public String name() {
    return name;
  }

  /** The TCP port on 127.0.0.1, the same after a restart. */
  public int port() {
    return port;
  }

  /** A new connection of the superuser. */
  public Connection admin() throws SQLException {
    return connect(ADMIN);
  }

  /** A new connection of an application. */
  public Connection app() throws SQLException {
    return connect(APP);
  }

  private Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE + "?connectTimeout=5",
        role,
        PASSWORD);
  }

  /** Runs statements as the superuser, each in its own transaction. */
  public void execute(String... statements) {
    run(ADMIN, statements);
  }

  /** Runs statements as the applications' role, which then owns what they make. */
  public void executeAsApp(String... statements) {
    run(APP, statements);
  }

  private void run(String role, String... statements) {
    try (Connection connection = connect(role);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("at " + name + ": " + e.getMessage(), e);
    }
  }

  /** The first value of a query's only row, as text; fails when there is none. */
  public String value(String query) {
    return find(query).orElseThrow(() -> new AssertionError("no value at " + name + ": " + query));
  }

  /** The first value of a query's first row, as text; empty when there is no row or it is null. */
  public Optional<String> find(String query) {
    try (Connection connection = admin();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException("at " + name + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #value}, for numbers. */
  public long number(String query) {
    return Long.parseLong(value(query));
  }

  /** Ends every process of the server at once, as {@code pg_ctl stop -m immediate} does. */
  public void stopImmediately() {
    end(Signal.QUIT);
  }

  /** Kills the postmaster; the server's other processes notice and end. */
  public void killPostmaster() {
    end(Signal.KILL);
  }

  private void end(Signal signal) {
    long postmaster = postmaster();
    signal.send(postmaster);
    await("the end of server " + name)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive).isEmpty());
    close(server);
  }

  /** Starts the server again on the same data and port; returns when it takes connections. */
  public void startAgain() {
    // After a kill the old processes hold the shared memory for a moment longer.
    await("the start of server " + name)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              server = launch(port);
              return true;
            });
  }

  private EmbeddedPostgres launch(int wantedPort) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setDataDirectoryCustomizer(data -> askForPasswords(data.toPath()))
            .setPGStartupWait(Duration.ofSeconds(30))
            .setPort(wantedPort);
    config.forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("server " + name + " does not start", e);
    }
  }

  private static void askForPasswords(Path data) {
    try {
      Files.writeString(
          data.resolve("pg_hba.conf"),
          """
          local all all trust
          host all postgres 127.0.0.1/32 trust
          host replication postgres 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          host replication all 127.0.0.1/32 scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeDatabase() {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role app login password '" + PASSWORD + "'");
      statement.execute("create role baton login replication password '" + PASSWORD + "'");
      statement.execute("create database " + DATABASE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    execute("grant create, usage on schema public to " + APP);
  }

  private long postmaster() {
    try {
      return Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().trim());
    } catch (IOException e) {
      throw new UncheckedIOException("server " + name + " does not run", e);
    }
  }

  private static Path temporaryFolder(String name) {
    try {
      return Files.createTempDirectory("baton-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() {
    if (Files.exists(folder.resolve("postmaster.pid"))) {
      // A walsender whose reader is gone or frozen would hold up an orderly stop.
      end(Signal.QUIT);
    }
    FileUtils.deleteQuietly(folder.toFile());
  }
}
