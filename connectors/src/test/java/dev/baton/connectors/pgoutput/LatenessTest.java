package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.postgresql.PostgresServer;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * How long after its commit a server sent a transaction, as the driver's messages tell it: that
 * stands in the bytes around what the driver hands on, so only a real server and the real driver
 * show it.
 */
class LatenessTest {
  private static final String DATABASE = "late";
  private static final String SLOT = "late";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long LATE_MICROS = 200_000;
  private static final long UNTOLD = -1;

  @AutoClose private final PostgresServer server = PostgresServer.start();
  private final AtomicLong lateness = new AtomicLong(UNTOLD);

  @BeforeEach
  void makeATrail() {
    server.createDatabase(DATABASE);
    server.execute(
        DATABASE,
        "create table item (id int primary key)",
        "create publication late for table item",
        "select pg_create_logical_replication_slot('late', 'pgoutput')");
  }

  @Test
  void aTransactionTellsHowLongAfterItsCommitItWasSent() throws Exception {
    server.execute(DATABASE, "insert into item values (1)");
    await("the transaction to be old").atMost(SOON).until(() -> age() >= LATE_MICROS);
    long before = age();
    try (Connection connection = connect();
        PGReplicationStream stream = stream(connection)) {
      PgoutputMessages messages = messages();
      while (lateness.get() == UNTOLD) {
        ByteBuffer message = stream.readPending();
        if (message != null) {
          messages.take(message);
        }
      }
    }
    assertThat(lateness.get()).as("microseconds").isBetween(before, age());
  }

  /** Microseconds since the commit, by the server's clock. */
  private long age() {
    return Long.parseLong(
        server.value(
            DATABASE,
            "select (extract(epoch from clock_timestamp() - pg_xact_commit_timestamp(xmin))"
                + " * 1000000)::bigint from item"));
  }

  private PgoutputMessages messages() {
    return new PgoutputMessages(
        SourcePosition.NONE,
        new TransactionBuilder(SourcePosition.NONE, 1 << 20, "baton.", event -> {}),
        new Relations(table -> ""),
        new OpenTransactions("none is open", Path.of("spill"), () -> {}, bytes -> {}),
        id -> false,
        InstantSource.system(),
        lateness::set);
  }

  private Connection connect() throws SQLException {
    try (Connection plain = server.connect(DATABASE)) {
      Properties properties = new Properties();
      PGProperty.USER.set(properties, PostgresServer.USER);
      PGProperty.PASSWORD.set(properties, PostgresServer.PASSWORD);
      PGProperty.REPLICATION.set(properties, "database");
      PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
      PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
      return DriverManager.getConnection(plain.getMetaData().getURL(), properties);
    }
  }

  private static PGReplicationStream stream(Connection connection) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(SLOT)
        .withSlotOption("proto_version", 2)
        .withSlotOption("publication_names", "late")
        .start();
  }
}
