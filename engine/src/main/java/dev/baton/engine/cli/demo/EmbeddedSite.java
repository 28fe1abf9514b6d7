package dev.baton.engine.cli.demo;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL server of its own with a database {@code shop}, ready for replication and durable: a
 * commit it acknowledged is on disk. Any thread; the server ends and its files go with {@link
 * #close}.
 */
public final class EmbeddedSite implements AutoCloseable {
  /** The one database Baton replicates here. */
  public static final String DATABASE = "shop";

  /** The server's superuser; it needs no password. */
  public static final String ADMINISTRATOR = "postgres";

  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final String name;
  private final EmbeddedPostgres server;

  private EmbeddedSite(String name, EmbeddedPostgres server) {
    this.name = name;
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param port to listen on, on loopback; 0 for any free one
   * @param files where its files go; made and removed by it
   */
  public static EmbeddedSite start(String name, int port, Path files) {
    EmbeddedSite site = new EmbeddedSite(name, server(name, port, files));
    try {
      site.requireDurability();
      try (Connection admin = site.server.getPostgresDatabase().getConnection();
          Statement statement = admin.createStatement()) {
        statement.execute("create database " + DATABASE);
      }
      return site;
    } catch (SQLException | RuntimeException e) {
      site.close();
      throw e instanceof SQLException ? failed(name, e) : (RuntimeException) e;
    }
  }

  private static EmbeddedPostgres server(String name, int port, Path files) {
    try {
      return EmbeddedPostgres.builder()
          .setPort(port)
          .setDataDirectory(files)
          .setRegisterShutdownHook(false)
          .setPGStartupWait(LONGEST_START)
          .setLocaleConfig("locale", "C")
          .setServerConfig("wal_level", "logical")
          .setServerConfig("track_commit_timestamp", "on")
          .setServerConfig("max_replication_slots", "20")
          .setServerConfig("max_wal_senders", "20")
          // The library starts servers with -F and without synchronous commit; these come after.
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException | RuntimeException e) {
      throw failed(name, e);
    }
  }

  private static BatonException failed(String name, Exception cause) {
    return new BatonException(
        ErrorCode.UNREACHABLE,
        "the embedded PostgreSQL server %s does not start: %s; is its port free, and is there room on disk?"
            .formatted(name, cause.getMessage()),
        cause);
  }

  private void requireDurability() throws SQLException {
    try (Connection admin = server.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        try (ResultSet value = statement.executeQuery("show " + setting)) {
          value.next();
          if (!value.getString(1).equals("on")) {
            throw new IllegalStateException(setting + " is off at the embedded site " + name);
          }
        }
      }
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return server.getPort();
  }

  /** The JDBC URL of the database, without a user. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
  }

  /** A session of that role; the caller closes it. */
  public Connection connect(String role) throws SQLException {
    return server.getDatabase(role, DATABASE).getConnection();
  }

  /** Runs statements as the superuser, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (Connection admin = connect(ADMINISTRATOR);
        Statement statement = admin.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.INTERNAL, "the embedded PostgreSQL server " + name + " does not stop", e);
    }
  }
}
