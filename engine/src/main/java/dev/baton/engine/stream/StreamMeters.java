package dev.baton.engine.stream;

import dev.baton.engine.apply.ApplyMeter;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.loopfilter.LoopFilter;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a stream has counted since the process started, over all its runs. Attached to the stages of
 * the run in progress; any thread reads.
 */
final class StreamMeters {
  private final ApplyMeter apply;
  private final long handOffCapacity;
  private HandOff handOff;
  private LoopFilter loopFilter;
  private long filteredBefore;
  private final AtomicLong spilledBytes = new AtomicLong();
  private volatile boolean earlyGivenUp;
  private long conflicts;
  private long busyAtNanos = System.nanoTime();
  private long busySoFarNanos;
  private double busyRatio;

  StreamMeters(InstantSource clock, long handOffCapacity) {
    this.apply = new ApplyMeter(clock);
    this.handOffCapacity = handOffCapacity;
  }

  ApplyMeter apply() {
    return apply;
  }

  synchronized void attach(HandOff queue, LoopFilter filter) {
    handOff = queue;
    loopFilter = filter;
  }

  synchronized void detach() {
    filteredBefore = filtered();
    handOff = null;
    loopFilter = null;
  }

  /** A large transaction that was handed on early had to be read again. */
  void earlyGivenUp() {
    earlyGivenUp = true;
  }

  boolean isEarlyGivenUp() {
    return earlyGivenUp;
  }

  /** The reader wrote so much to disk. */
  void spilled(long bytes) {
    spilledBytes.addAndGet(bytes);
  }

  long spilledBytes() {
    return spilledBytes.get();
  }

  synchronized void conflict() {
    conflicts++;
  }

  synchronized long conflicts() {
    return conflicts;
  }

  synchronized long filtered() {
    return filteredBefore + (loopFilter == null ? 0 : loopFilter.filtered());
  }

  synchronized long queueBytes() {
    return handOff == null ? 0 : handOff.bytes();
  }

  long queueCapacityBytes() {
    return handOffCapacity;
  }

  /** Share of the time since the last sample, at most a second ago, in which the lane worked. */
  synchronized double busyRatio() {
    long now = System.nanoTime();
    if (now - busyAtNanos >= 1_000_000_000L) {
      long busy = apply.busyNanos();
      busyRatio = Math.min(1, (double) (busy - busySoFarNanos) / (now - busyAtNanos));
      busySoFarNanos = busy;
      busyAtNanos = now;
    }
    return busyRatio;
  }
}
