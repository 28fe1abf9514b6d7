package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.EarlyGivenUp;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a slot straight over the driver's replication stream; what waits when it starts, where that
 * is much, before it in chunks ({@link Backlog}), over the same session. Values stay the texts that
 * the server wrote, and the slot moves only by what {@link #acknowledge} was told.
 *
 * <p>Two threads: one reads, decodes and hands on; the other speaks to the server while the first
 * has to wait for its receiver, so that the server does not take it for dead. A third fetches
 * chunks ({@link ChunkFetcher}).
 */
public final class PgoutputTrailReader implements AuditTrailReader {
  private static final Logger log = LoggerFactory.getLogger(PgoutputTrailReader.class);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final ReaderSettings settings;
  private final Map<String, String> options;
  private final Source source;
  private final Relations tables;
  private final Function<Throwable, BatonException> translate;
  private final Backlog.Bounds bounds;
  private final Thread reading;
  private final Thread speaking;
  private SourcePosition reached;
  private Receiver receiver;
  private Bursts bursts;
  private Acknowledging acknowledging;
  private volatile Connection connection;
  private volatile PGReplicationStream stream;
  private volatile boolean inBacklog;
  private volatile boolean taking;
  private volatile boolean closing;

  /** The site that is read, as the reader's one thread asks it. */
  public interface Source extends AutoCloseable {
    /**
     * Opens a connection that speaks the replication protocol. Its values' texts do not depend on
     * the server's settings.
     *
     * @param socketsFor argument of the {@link TrailSockets} that make its socket
     */
    Connection open(String socketsFor);

    /**
     * Refuses to read from a position on; asked when the reader holds the slot, or a copy of it.
     */
    void check(SourcePosition from);

    /** The catalog's definition of a table now; empty when it is gone. */
    String definition(int table);

    /** Whether a transaction that was open a moment ago has committed. */
    boolean isCommitted(int transaction);

    @Override
    void close();
  }

  /**
   * @param publication what is published
   * @param source closed when the reading ends
   * @param translate names the reason of a failure
   * @param bounds from where on what waits is read in chunks
   */
  public PgoutputTrailReader(
      ReaderSettings settings,
      String publication,
      Source source,
      Function<Throwable, BatonException> translate,
      Backlog.Bounds bounds) {
    this.settings = settings;
    this.options = PluginOptions.of(settings, publication);
    this.source = source;
    this.tables = new Relations(source::definition);
    this.translate = translate;
    this.bounds = bounds;
    this.reading =
        Thread.ofPlatform().name(settings.name() + "/read").daemon().unstarted(this::readAll);
    this.speaking =
        Thread.ofPlatform().name(settings.name() + "/status").daemon().unstarted(this::speak);
  }

  @Override
  public void start(SourcePosition from, Receiver events) {
    reached = from;
    acknowledging = new Acknowledging(from, System::nanoTime);
    receiver = events;
    bursts = new Bursts(events);
    reading.start();
  }

  @Override
  public void acknowledge(SourcePosition position) {
    acknowledging.durable(position);
  }

  private void readAll() {
    try (source;
        Connection session = open()) {
      connection = session;
      Optional<Backlog> backlog = Backlog.find(session, settings, options, reached, bounds);
      if (backlog.isPresent()) {
        source.check(reached);
        receiver.reading();
        readBacklog(session, backlog.get());
      }
      stream = startStream(session);
      source.check(reached);
      if (backlog.isEmpty()) {
        receiver.reading();
      }
      speaking.start();
      readFrom(stream);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (EarlyGivenUp e) {
      receiver.earlyGivenUp();
      fail(
          new BatonException(
              ErrorCode.TRANSIENT,
              "%s: %s; it is read again, to its end before any of it is applied"
                  .formatted(settings.name(), e.getMessage())));
    } catch (SQLException | RuntimeException e) {
      fail(e);
    } finally {
      closing = true;
      speaking.interrupt();
    }
  }

  private Connection open() {
    try (TrailSockets.Registration own = TrailSockets.register(bursts)) {
      return source.open(own.name());
    }
  }

  /** Once: the one thread that calls it ends. */
  private void fail(Exception reason) {
    if (closing) {
      log.debug("{}: reading ended while it was closed", settings.name(), reason);
    } else {
      receiver.failed(translate.apply(reason));
    }
  }

  private void readBacklog(Connection session, Backlog backlog)
      throws SQLException, InterruptedException {
    inBacklog = true;
    // A large transaction may not be whole in its chunk, and is not handed on early.
    try (Decoding decoding = decoding(open -> false);
        BacklogReading chunks =
            new BacklogReading(
                settings, session, backlog, decoding, receiver, acknowledging::durable)) {
      SourcePosition read = chunks.read();
      if (read.isAfter(reached)) {
        reached = read;
      }
    } finally {
      inBacklog = false;
    }
  }

  private PGReplicationStream startStream(Connection session) throws SQLException {
    ChainedLogicalStreamBuilder builder =
        session
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(settings.slot())
            // What the target has and the slot does not know of yet is left out by the server.
            .withStartPosition(LogSequenceNumber.valueOf(reached.value()))
            .withStatusInterval(Acknowledging.STATUS_MILLIS, TimeUnit.MILLISECONDS)
            // Else the driver acknowledges by itself what the target was never asked about.
            .withAutomaticFlush(false);
    options.forEach(builder::withSlotOption);
    return builder.start();
  }

  private Decoding decoding(IntPredicate mayBeEarly) {
    return new Decoding(settings, reached, tables, bursts, receiver, mayBeEarly);
  }

  private void readFrom(PGReplicationStream trail) throws SQLException, InterruptedException {
    try (Decoding decoding = decoding(open -> receiver.takesEarly() && source.isCommitted(open))) {
      while (!closing) {
        // What is still to be done with all that came is not held up by a wait for more.
        bursts.looking(decoding.isHeld() || acknowledging.isBehind());
        ByteBuffer message = next(trail, decoding);
        boolean done = message == null && !decoding.isHeld();
        handOn(decoding, message);
        if (acknowledging.isDue(done)) {
          acknowledging.send(trail);
        }
      }
    }
  }

  /**
   * Waits as long as the socket lets it; {@code null} where nothing came. The driver's blocking
   * read never shows a status while it waits.
   */
  private static ByteBuffer next(PGReplicationStream trail, Decoding decoding)
      throws SQLException, InterruptedException {
    try {
      return trail.readPending();
    } catch (SQLException e) {
      // What was read whole goes on all the same: the source may never be there again.
      decoding.flush();
      throw e;
    }
  }

  /** Hands on what came; {@code message} is {@code null} where nothing has. */
  private void handOn(Decoding decoding, ByteBuffer message) throws InterruptedException {
    taking = true;
    if (message == null) {
      decoding.nothingCame();
    } else {
      decoding.take(message);
    }
    if (decoding.isHeld()) {
      acknowledging.received();
    }
    taking = false;
  }

  /**
   * Else the server takes a reader for dead that waits for its receiver, or reads a large
   * transaction back.
   */
  private void speak() {
    while (!closing) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Acknowledging.STATUS_MILLIS));
      if (taking && !closing) {
        try {
          acknowledging.send(stream);
        } catch (SQLException e) {
          // The reading thread meets the same, and tells.
          log.debug("{}: no status could be sent", settings.name(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    if (receiver == null) {
      return;
    }
    try {
      reading.interrupt();
      if (inBacklog) {
        // It waits for what the server takes long to decode.
        abort();
      }
      while (!reading.join(CLOSED_WITHIN)) {
        // It waits in the driver for a server that says no more.
        abort();
      }
      speaking.join();
    } catch (InterruptedException e) {
      abort();
      Thread.currentThread().interrupt();
    }
  }

  private void abort() {
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("{}: the connection had gone already", settings.name(), e);
      }
    }
    reading.interrupt();
  }
}
