package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a backlog as it is fetched, and hands it on. Owned by the reader's one thread, which has to
 * close it.
 */
final class BacklogReading implements Backlog.Taking, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BacklogReading.class);
  private static final int SECONDS_TO_ANSWER = 5;

  private final String name;
  private final Connection session;
  private final Backlog backlog;
  private final ChunkFetcher fetcher;
  private final Decoding decoding;
  private final Receiver receiver;
  private boolean gathering;
  private boolean sessionIsFree;

  /**
   * @param session the backlog's
   * @param decoding for this backlog alone
   * @param durable up to where everything is durable at the target
   */
  BacklogReading(
      ReaderSettings settings,
      Connection session,
      Backlog backlog,
      Decoding decoding,
      Receiver receiver,
      Supplier<SourcePosition> durable) {
    this.name = settings.name();
    this.session = session;
    this.backlog = backlog;
    this.fetcher =
        new ChunkFetcher(name, taking -> backlog.read(taking, durable), settings.queueBytes());
    this.decoding = decoding;
    this.receiver = receiver;
  }

  /**
   * Reads what is worth it. Where the server refuses a chunk, that is as far as it goes.
   *
   * @return up to where everything that committed was handed on; it may lie before what the target
   *     had when this began, for the slot may
   */
  SourcePosition read() throws SQLException, InterruptedException {
    SourcePosition read;
    try {
      read = fetcher.read(this);
    } catch (SQLException e) {
      // What was read whole goes on all the same: the source may never be there again.
      decoding.flush();
      if (!decoding.isBetweenTransactions() || !session.isValid(SECONDS_TO_ANSWER)) {
        throw e;
      }
      // The server's words may quote values.
      log.warn(
          "{}: the server refuses a chunk of what waits (SQLSTATE {}); the stream is read, which is slower",
          name,
          e.getSQLState());
      backlog.forget();
      read = decoding.reached();
    }
    sessionIsFree = true;
    return read;
  }

  @Override
  public void take(ByteBuffer message) throws InterruptedException {
    gather(true);
    decoding.take(message);
  }

  @Override
  public void chunkEnds(SourcePosition to) throws InterruptedException {
    decoding.flush();
    gather(false);
  }

  private void gather(boolean more) {
    if (gathering != more) {
      gathering = more;
      receiver.gathering(more);
    }
  }

  /** Ends the session with it, where that is in the midst of a chunk. */
  @Override
  public void close() throws SQLException {
    if (!sessionIsFree) {
      session.abort(Runnable::run);
    }
    fetcher.stop();
    gather(false);
  }
}
