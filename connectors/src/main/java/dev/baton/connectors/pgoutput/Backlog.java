package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a reader is far behind by in chunks: the answers of {@code
 * pg_logical_slot_get_binary_changes}, which are the messages of the replication stream. There the
 * server sends each message by itself and looks for its reader's status at each record (PostgreSQL
 * source, WalSndWriteData and WalSndLoop): where transactions are small, half of its time. To read
 * 100,000 updates took 1.4 s from the stream, and 0.65 in chunks.
 *
 * <p>Invariant: the slot moves only by what is durable at the target. What moves with each chunk is
 * a temporary copy of it, which the server removes when the session ends, however that ends.
 *
 * <p>Each chunk costs that the server decodes again from where the copy may restart, some 15 s of
 * WAL before it (LOG_SNAPSHOT_INTERVAL_MS): a quarter of what it takes to decode and send that. So
 * a chunk is at least as long as what is decoded again for it. Of a transaction that is open at a
 * chunk's end the next would bring the beginning again: it suits the stream better.
 *
 * <p>Owned by one thread at a time.
 */
public final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  /** Of the copies; no link's slots begin so. */
  private static final String COPY_PREFIX = "batonbacklog_";

  /** What is answered waits at the server, in memory and then in a file. */
  private static final long LONGEST_BYTES = 64 << 20;

  /** Decoded again for a chunk: what is open for so long is a large transaction, or an idle one. */
  private static final long MOST_AGAIN_BYTES = 4 * LONGEST_BYTES;

  /** Where a message takes more of the WAL, what the stream costs for each is of no weight. */
  private static final long WAL_BYTES_PER_MESSAGE = 1 << 10;

  /**
   * What takes so long and brings few messages is the inside of a large transaction, whose end
   * would bring all of it at once. What is not published is skipped far faster.
   */
  private static final long MOST_FRUITLESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** A source that writes on is never read to its end; the stream brings what is left. */
  private static final int MOST_LAST_CHUNKS = 3;

  /** The slot is moved as seldom as it costs little, for the server decodes for that too. */
  private static final long ADVANCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The message that begins a piece of an open transaction. */
  private static final byte PIECE = 'S';

  /** Number of columns and length of the one there is, before each message. */
  private static final int ROW_HEADER_BYTES = Short.BYTES + Integer.BYTES;

  /** Signature, flags, and the length of nothing: before the first row (COPY, binary format). */
  private static final int COPY_HEADER_BYTES = 11 + Integer.BYTES + Integer.BYTES;

  private final Connection session;
  private final String name;
  private final String slot;
  private final String copy;
  private final String options;
  private final Bounds bounds;
  private long advancedNanos = System.nanoTime();

  /**
   * From where on it is worth it, bytes of WAL.
   *
   * @param worth what is less is read as soon from the stream
   * @param first the length of the first chunk: nothing is applied before it has come
   * @param shortest the last of many chunks: what it asks takes as long as to send so much
   */
  public record Bounds(long worth, long first, long shortest) {
    /** Measured with transactions of one row. */
    public static final Bounds DEFAULT = new Bounds(4 << 20, 1 << 20, 64 << 10);
  }

  /** Takes what is read. */
  interface Taking {
    /** Takes the next message, as the replication stream has it. */
    void take(ByteBuffer message) throws InterruptedException;

    /** A chunk was taken: everything that committed up to there. */
    void chunkEnds(SourcePosition to) throws InterruptedException;
  }

  /**
   * Where the copy stands.
   *
   * @param againBytes of WAL before it that a chunk is decoded again from
   * @param leftBytes of WAL behind it
   */
  private record Place(SourcePosition read, long againBytes, long leftBytes) {
    /** Else to decode again what a chunk restarts from takes longer than to send the rest. */
    boolean isWorthChunk(Bounds bounds) {
      return leftBytes >= Math.max(bounds.shortest(), againBytes / 16)
          && againBytes <= MOST_AGAIN_BYTES;
    }

    SourcePosition nextEnd(Bounds bounds) {
      long length = Math.max(bounds.first(), againBytes);
      return new SourcePosition(read.value() + Math.min(LONGEST_BYTES, length));
    }
  }

  /**
   * What came in a chunk.
   *
   * @param decodingNanos until the first of it came; the server has decoded all of it then
   * @param pieces whether any of it is of a transaction that the server sent while it was open
   */
  private record Chunk(long messages, long decodingNanos, boolean pieces) {}

  private Backlog(
      Connection session,
      String name,
      String slot,
      String copy,
      Map<String, String> options,
      Bounds bounds)
      throws SQLException {
    this.session = session;
    this.name = name;
    this.slot = slot;
    this.copy = copy;
    this.bounds = bounds;
    StringBuilder told = new StringBuilder();
    for (Map.Entry<String, String> option : options.entrySet()) {
      told.append(", ").append(literal(option.getKey()));
      told.append(", ").append(literal(option.getValue()));
    }
    this.options = told.toString();
  }

  /**
   * Copies the slot, where much waits behind a position.
   *
   * @param session of the reader, which speaks the replication protocol and streams nothing yet
   * @param options what the output plugin is told
   * @return empty where the stream suits better, or the slot cannot be copied
   */
  static Optional<Backlog> find(
      Connection session,
      ReaderSettings settings,
      Map<String, String> options,
      SourcePosition from,
      Bounds bounds)
      throws SQLException {
    String copy = COPY_PREFIX + UUID.randomUUID().toString().replace("-", "");
    Backlog found = new Backlog(session, settings.name(), settings.slot(), copy, options, bounds);
    return found.suits(from) && found.copied() ? Optional.of(found) : Optional.empty();
  }

  /**
   * Not before PostgreSQL 16: in earlier releases, before their minor ones of 2023, a session that
   * asked often enough was ended ("out of relcache_callback_list slots"). Nor where the slot must
   * not be without a reader for long, or waits for standbys, as its copy would not.
   */
  private boolean suits(SourcePosition from) throws SQLException {
    String sql =
        """
        SELECT current_setting('server_version_num')::int >= 160000
           AND coalesce(current_setting('idle_replication_slot_timeout', true), '0') = '0'
           AND NOT coalesce((to_jsonb(s) ->> 'failover')::bool, false)
           AND pg_current_wal_flush_lsn() - '%s' >= %d
          FROM pg_replication_slots s WHERE slot_name = %s
        """
            .formatted(from, bounds.worth(), literal(slot));
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private boolean copied() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(
          """
          SELECT set_config(name, CASE name WHEN 'client_connection_check_interval' THEN '1s' ELSE '0' END, false)
            FROM pg_settings
           WHERE name IN ('client_connection_check_interval', 'transaction_timeout', 'idle_session_timeout')
          """);
      statement.execute(
          "SELECT pg_copy_logical_replication_slot(%s, %s, true)"
              .formatted(literal(slot), literal(copy)));
      return true;
    } catch (SQLException e) {
      log.info(
          "{}: what waits is read from the stream, more slowly: slot {} cannot be copied ({})",
          name,
          slot,
          e.getMessage());
      return false;
    }
  }

  private String literal(String text) throws SQLException {
    return "'" + session.unwrap(PGConnection.class).escapeLiteral(text) + "'";
  }

  /**
   * Reads chunk after chunk, as long as that is worth it, and removes the copy.
   *
   * @param durable up to where everything is durable at the target; the slot is told now and then
   * @return up to where everything that committed was taken; the stream goes on there
   */
  SourcePosition read(Taking taking, Supplier<SourcePosition> durable)
      throws SQLException, InterruptedException {
    Place place = place();
    long fruitless = 0;
    int last = 0;
    boolean suits = true;
    while (suits && place.isWorthChunk(bounds)) {
      Chunk chunk = chunk(place.nextEnd(bounds), taking);
      long before = place.read().value();
      place = place();
      taking.chunkEnds(place.read());
      log.debug("{}: {} messages in the chunk up to {}", name, chunk.messages(), place.read());
      boolean dense = chunk.messages() * WAL_BYTES_PER_MESSAGE >= place.read().value() - before;
      fruitless = dense ? 0 : fruitless + chunk.decodingNanos();
      last += place.leftBytes() < bounds.worth() ? 1 : 0;
      suits = !chunk.pieces() && fruitless < MOST_FRUITLESS_NANOS && last < MOST_LAST_CHUNKS;
      advance(durable.get());
    }
    forget();
    return place.read();
  }

  private Place place() throws SQLException {
    String sql =
        "SELECT confirmed_flush_lsn::text, confirmed_flush_lsn - restart_lsn,"
            + " pg_current_wal_flush_lsn() - confirmed_flush_lsn"
            + " FROM pg_replication_slots WHERE slot_name = "
            + literal(copy);
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new Place(SourcePosition.parse(row.getString(1)), row.getLong(2), row.getLong(3));
    }
  }

  /** Reads up to a position, or to the end of the record behind it. */
  private Chunk chunk(SourcePosition to, Taking taking) throws SQLException, InterruptedException {
    long began = System.nanoTime();
    CopyOut rows =
        session
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT data FROM pg_logical_slot_get_binary_changes(%s, '%s', NULL%s)) TO STDOUT (FORMAT binary)"
                    .formatted(literal(copy), to, options));
    long decodingNanos = System.nanoTime() - began;
    long messages = 0;
    boolean pieces = false;
    int header = COPY_HEADER_BYTES;
    for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
      int at = header + ROW_HEADER_BYTES;
      header = 0;
      // The last one says that it is, and has no message.
      if (at < row.length) {
        pieces |= row[at] == PIECE;
        taking.take(ByteBuffer.wrap(row, at, row.length - at));
        messages++;
      }
    }
    return new Chunk(messages, decodingNanos, pieces);
  }

  /** On this session, which can be ended at any moment. */
  private void advance(SourcePosition durable) throws SQLException {
    if (System.nanoTime() - advancedNanos < ADVANCE_NANOS) {
      return;
    }
    try (Statement statement = session.createStatement()) {
      statement.execute(
          "SELECT pg_replication_slot_advance(slot_name, '%s') FROM pg_replication_slots WHERE slot_name = %s AND confirmed_flush_lsn < '%s'"
              .formatted(durable, literal(slot), durable));
    }
    advancedNanos = System.nanoTime();
  }

  /** Removes the copy, where the server has not: behind an error it has (PostgresMain). */
  void forget() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = "
              + literal(copy));
    }
  }
}
