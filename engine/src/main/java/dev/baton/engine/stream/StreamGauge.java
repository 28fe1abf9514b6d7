package dev.baton.engine.stream;

import dev.baton.connectors.spi.TrailEnd;
import dev.baton.protocol.trail.SourcePosition;
import java.time.InstantSource;

/**
 * Where a stream stands, as its stages last said. Any thread reads. What is read together may be a
 * moment apart.
 */
final class StreamGauge {
  private final InstantSource clock;
  private volatile SourcePosition read = SourcePosition.NONE;
  private volatile SourcePosition handedOn = SourcePosition.NONE;
  private volatile SourcePosition applied = SourcePosition.NONE;
  private volatile long pendingSinceMicros;

  /** Whether a part of a transaction was handed on and not its last. Guarded by this. */
  private boolean inTransaction;

  private volatile long heartbeatSentMillis;
  private volatile long readAtMillis;
  private volatile TrailEnd trail = new TrailEnd(SourcePosition.NONE, SourcePosition.NONE, 0);

  StreamGauge(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The reader hands something on; {@code pending} when the target has to commit something for it.
   */
  synchronized void read(SourcePosition position, long commitMicros, boolean pending) {
    boolean ends = !position.equals(SourcePosition.NONE);
    if (ends) {
      read = position;
    }
    readAtMillis = clock.millis();
    if (pending) {
      handedOn = ends ? position : handedOn;
      inTransaction = !ends;
      pendingSinceMicros = pendingSinceMicros == 0 ? commitMicros : pendingSinceMicros;
    }
  }

  /** A run starts from what is applied; what an earlier one handed on is read again. */
  synchronized void starts(SourcePosition position) {
    applied = position;
    handedOn = position;
    inTransaction = false;
    pendingSinceMicros = 0;
  }

  /** The target committed. */
  synchronized void applied(SourcePosition position, long commitMicros) {
    applied = position;
    boolean level = !inTransaction && !handedOn.isAfter(position);
    pendingSinceMicros = level ? 0 : commitMicros;
  }

  void heartbeatSent() {
    if (heartbeatSentMillis == 0) {
      heartbeatSentMillis = clock.millis();
    }
  }

  void heartbeatReturned() {
    heartbeatSentMillis = 0;
  }

  void looked(TrailEnd end) {
    trail = end;
  }

  SourcePosition readPosition() {
    return read;
  }

  /** The end of the last transaction that the target has to commit something for. */
  SourcePosition handedOnPosition() {
    return handedOn;
  }

  SourcePosition appliedPosition() {
    return applied;
  }

  long readAtMillis() {
    return readAtMillis;
  }

  TrailEnd trail() {
    return trail;
  }

  /** Age of the oldest work known of and not applied, milliseconds; 0 when level. */
  long lagMillis() {
    long now = clock.millis();
    long pending = pendingSinceMicros;
    long sent = heartbeatSentMillis;
    long byWork = pending == 0 ? 0 : now - pending / 1_000;
    long byHeartbeat = sent == 0 ? 0 : now - sent;
    return Math.max(0, Math.max(byWork, byHeartbeat));
  }

  /** Trail after the applied position, bytes. */
  long lagBytes() {
    long end = trail.end().value();
    long at = applied.value();
    return end == 0 || Long.compareUnsigned(end, at) <= 0 ? 0 : end - at;
  }
}
