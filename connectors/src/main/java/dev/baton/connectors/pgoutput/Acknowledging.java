package dev.baton.connectors.pgoutput;

import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Tells the server what is durable at the target, and that its reader lives.
 *
 * <p>Each position is told once, and every other status names none. A server that is shut down
 * waits until its readers have flushed all that it sent, the record of its shutdown included, which
 * is nothing that the target could hold; of a reader that names no position it asks only that all
 * was received. The slot keeps what it was told.
 *
 * <p>Any thread.
 */
final class Acknowledging {
  /** How often the server hears of its reader. */
  static final int STATUS_MILLIS = 500;

  private static final long STATUS_NANOS = TimeUnit.MILLISECONDS.toNanos(STATUS_MILLIS);

  private SourcePosition durable;
  private SourcePosition told;
  private volatile long lastNanos = System.nanoTime();

  /** {@code from}: what the slot may be taken to know already. */
  Acknowledging(SourcePosition from) {
    this.durable = from;
    this.told = from;
  }

  /** Everything up to there is durable at the target; an older position changes nothing. */
  synchronized void durable(SourcePosition position) {
    if (position.isAfter(durable)) {
      durable = position;
    }
  }

  /** Whether the server has not heard anything for a while. */
  boolean isDue() {
    return System.nanoTime() - lastNanos >= STATUS_NANOS;
  }

  /** Sends a status. */
  synchronized void send(PGReplicationStream stream) throws SQLException {
    lastNanos = System.nanoTime();
    if (durable.isAfter(told)) {
      told = durable;
      stream.setFlushedLSN(LogSequenceNumber.valueOf(told.value()));
    }
    stream.forceUpdateStatus();
    stream.setFlushedLSN(LogSequenceNumber.INVALID_LSN);
  }
}
