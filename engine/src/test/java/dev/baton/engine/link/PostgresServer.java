package dev.baton.engine.link;

import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A durable server of its own, with as many databases as tests ask for. */
public final class PostgresServer implements AutoCloseable {
  private final Path files;
  private EmbeddedPostgres server;

  private PostgresServer(Path files) throws IOException {
    this.files = files;
    this.server = launch(0);
  }

  /** Starts a server; {@link #close} ends it and removes its files. */
  public static PostgresServer start() {
    try {
      PostgresServer started = new PostgresServer(Files.createTempDirectory("baton-engine-test"));
      started.requireDurable();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres launch(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(files.resolve("data"))
        .setCleanDataDirectory(false)
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("wal_level", "logical")
        .setServerConfig("max_replication_slots", "60")
        .setServerConfig("max_wal_senders", "60")
        .setServerConfig("max_active_replication_origins", "60")
        .setServerConfig("deadlock_timeout", "50ms")
        .setServerConfig("track_commit_timestamp", "on")
        .start();
  }

  private void requireDurable() {
    for (String setting : List.of("fsync", "synchronous_commit")) {
      if (!ask("postgres", "show " + setting).equals(List.of("on"))) {
        close();
        throw new IllegalStateException(setting + " is off");
      }
    }
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  /** A superuser's session in autocommit; the caller closes it. */
  public Connection connect(String database) {
    try {
      return DriverManager.getConnection(url(database), "postgres", "postgres");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements, each in a transaction of its own. */
  public void run(String database, String... statements) {
    try (Connection connection = connect(database)) {
      run(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements in a session of the caller's. */
  public static void run(Connection connection, String... statements) {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of every row. */
  public List<String> ask(String database, String sql) {
    try (Connection connection = connect(database)) {
      return ask(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of every row, as a session of the caller's sees it. */
  public static List<String> ask(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> answers = new ArrayList<>();
      while (row.next()) {
        answers.add(row.getString(1));
      }
      return answers;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends every process of the server at once, as a crash does, and starts it again. */
  public void crashAndRestart() {
    int port = server.getPort();
    endAtOnce();
    // The old processes may hold the shared memory for a moment longer.
    await("the start of the server")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () -> {
              server = launch(port);
              return true;
            });
  }

  private void endAtOnce() {
    try {
      Path pidFile = files.resolve("data").resolve("postmaster.pid");
      long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
      new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster)).start();
      await("the end of the server")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive).isEmpty());
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    endAtOnce();
    try (Stream<Path> left = Files.walk(files)) {
      left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
