package dev.baton.engine.stream;

import dev.baton.connectors.spi.TrailEnd;
import dev.baton.protocol.trail.SourcePosition;
import java.time.InstantSource;

/**
 * Where a stream stands, as its stages last said. Any thread reads; what is read together may be a
 * moment apart.
 */
final class StreamGauge {
  private final InstantSource clock;
  private volatile SourcePosition read = SourcePosition.NONE;
  private volatile SourcePosition applied = SourcePosition.NONE;
  private volatile SourcePosition durable = SourcePosition.NONE;
  private volatile long pendingSinceMicros;
  private volatile long heartbeatSentMillis;
  private volatile SourcePosition awaited = SourcePosition.NONE;

  /** Whether a part of a transaction was handed on and not its last. Guarded by this. */
  private boolean inTransaction;

  private volatile long movedAtMillis;
  private volatile long workedAtMillis;
  private volatile TrailEnd trail = new TrailEnd(SourcePosition.NONE, SourcePosition.NONE, 0);

  StreamGauge(InstantSource clock) {
    this.clock = clock;
  }

  /** The reader handed something on that writes nothing to the target. */
  void read(SourcePosition position) {
    if (position.value() != 0) {
      read = position;
    }
  }

  /** The reader handed on changes, which the target is going to hold. */
  synchronized void readChanges(SourcePosition position, long commitMicros) {
    readMoving(position);
    workedAtMillis = movedAtMillis;
    inTransaction = position.equals(SourcePosition.NONE);
    if (pendingSinceMicros == 0) {
      pendingSinceMicros = commitMicros;
    }
  }

  /** The reader handed on what moves the applied position and is no work. */
  synchronized void readMoving(SourcePosition position) {
    read(position);
    movedAtMillis = clock.millis();
    if (position.value() != 0) {
      awaited = position;
    }
  }

  /** A run starts from what is applied; what an earlier one handed on is read again. */
  synchronized void starts(SourcePosition position) {
    read = position;
    applied = position;
    durable = position;
    awaited = position;
    inTransaction = false;
    pendingSinceMicros = 0;
  }

  /** The target committed. */
  synchronized void applied(SourcePosition position, long commitMicros) {
    applied = position;
    boolean level = !inTransaction && !awaited.isAfter(position);
    pendingSinceMicros = level ? 0 : commitMicros;
  }

  /** The target has it on disk. */
  void durable(SourcePosition position) {
    durable = position;
  }

  SourcePosition durablePosition() {
    return durable;
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

  SourcePosition appliedPosition() {
    return applied;
  }

  /** Up to where the applied position is going to move by what was read. */
  SourcePosition awaitedPosition() {
    return awaited;
  }

  /** When something last was read that moves the applied position on. */
  long movedAtMillis() {
    return movedAtMillis;
  }

  /** When changes were last read; 0 before the first. */
  long workedAtMillis() {
    return workedAtMillis;
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
