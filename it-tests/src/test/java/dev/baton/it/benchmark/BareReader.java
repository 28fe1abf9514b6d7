package dev.baton.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.baton.it.site.PostgresSite;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads a backlog and does nothing with it: no way of replicating by the replication stream takes
 * less. It reads in bursts, and lets the server send little ahead: a server whose reader waits for
 * every message sends each by itself, at three times the cost. Owned by one thread.
 */
final class BareReader {

  /** How the report calls it. */
  static final String NAME = "limit";

  private static final String SLOT = "bare_reader";

  private static final int AHEAD_BYTES = 32 << 10;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PostgresSite source;
  private final NativeContender rival;

  BareReader(PostgresSite source, NativeContender rival) {
    this.source = source;
    this.rival = rival;
  }

  /** Marks where a backlog is to begin: where the rival stands, which must be halted. */
  void mark() {
    source.execute(
        "select pg_copy_logical_replication_slot('%s', '%s')".formatted(rival.slot(), SLOT));
  }

  /**
   * Reads from the mark to the first commit after a position, and removes the mark.
   *
   * @return milliseconds
   */
  long read(String position) throws SQLException {
    long last = LogSequenceNumber.valueOf(position).asLong();
    long start = System.nanoTime();
    try (Connection connection = connect();
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(SLOT)
                .withSlotOption("proto_version", 2)
                .withSlotOption("streaming", true)
                .withSlotOption("publication_names", rival.publication())
                .start()) {
      drain(stream, last, start + LONGEST_NANOS);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      stream.close();
      return millis;
    } finally {
      removeMark();
    }
  }

  private static void drain(PGReplicationStream stream, long last, long deadline)
      throws SQLException {
    boolean ended = false;
    while (!ended) {
      ByteBuffer message = stream.readPending();
      ended = message != null && isCommitAfter(message, last);
      if (message == null && System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the bare reader does not come to the end");
      }
    }
  }

  /** Commit is type, flags, position; that of a streamed transaction has its id before these. */
  private static boolean isCommitAfter(ByteBuffer message, long last) {
    int at = message.position();
    return switch (message.get(at)) {
      case 'C' -> message.getLong(at + 2) >= last;
      case 'c' -> message.getLong(at + 6) >= last;
      default -> false;
    };
  }

  /** The server frees a slot a moment after its reader has gone. */
  private void removeMark() {
    await("the bare reader's slot to be free")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                source
                    .value(
                        "select active from pg_replication_slots where slot_name = '%s'"
                            .formatted(SLOT))
                    .equals("f"));
    source.execute("select pg_drop_replication_slot('%s')".formatted(SLOT));
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, PostgresSite.ADMIN);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.SOCKET_FACTORY.set(properties, BurstSockets.class.getName());
    PGProperty.RECEIVE_BUFFER_SIZE.set(properties, AHEAD_BYTES);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(source.port(), PostgresSite.DATABASE),
        properties);
  }
}
