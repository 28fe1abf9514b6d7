package dev.baton.connectors.pgoutput;

import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
 * <p>The server hears as soon as all that it sent is dealt with, as it does from its own
 * subscribers. It looks then whether there is more: what commits between its last look and its wait
 * for the next commit does not wake it (PostgreSQL source, WalSndWaitForWal: it is not among those
 * to be woken before WalSndWait), and came with the next commit, or half a second later.
 *
 * <p>Any thread, but where it says otherwise.
 */
final class Acknowledging {
  /** How often the server hears of its reader. */
  static final int STATUS_MILLIS = 500;

  private static final long STATUS_NANOS = TimeUnit.MILLISECONDS.toNanos(STATUS_MILLIS);

  private SourcePosition durable;
  private SourcePosition told;
  private final LongSupplier nanoTime;
  private volatile long lastNanos;

  /** Whether more was received than the server was told; the reader's thread. */
  private boolean behind;

  /**
   * @param from what the slot may be taken to know already
   * @param nanoTime as {@link System#nanoTime}
   */
  Acknowledging(SourcePosition from, LongSupplier nanoTime) {
    this.durable = from;
    this.told = from;
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** Everything up to there is durable at the target; an older position changes nothing. */
  synchronized void durable(SourcePosition position) {
    if (position.isAfter(durable)) {
      durable = position;
    }
  }

  /** Up to where everything is durable at the target. */
  synchronized SourcePosition durable() {
    return durable;
  }

  /** A whole transaction was received; the reader's thread. */
  void received() {
    behind = true;
  }

  /** Whether the server does not know of all that was received; the reader's thread. */
  boolean isBehind() {
    return behind;
  }

  /**
   * Whether the server is to hear: it has not for a while, or there is something to tell and all
   * that came is {@code done} with. The reader's thread, which then sends.
   */
  boolean isDue(boolean done) {
    boolean due = done && behind || nanoTime.getAsLong() - lastNanos >= STATUS_NANOS;
    behind &= !due;
    return due;
  }

  /** Sends a status. */
  synchronized void send(PGReplicationStream stream) throws SQLException {
    lastNanos = nanoTime.getAsLong();
    if (durable.isAfter(told)) {
      told = durable;
      stream.setFlushedLSN(LogSequenceNumber.valueOf(told.value()));
    }
    stream.forceUpdateStatus();
    stream.setFlushedLSN(LogSequenceNumber.INVALID_LSN);
  }
}
