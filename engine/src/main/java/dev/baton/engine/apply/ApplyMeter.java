package dev.baton.engine.apply;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Counts what is applied and how long it took from the source's commit to the target's. Written by
 * the lanes' threads; read by any.
 */
public final class ApplyMeter {
  private static final int SLICES = 6;
  private static final long SLICE_MILLIS = 10_000;
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final InstantSource clock;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong groups = new AtomicLong();
  private final AtomicLong busyNanos = new AtomicLong();
  private final AtomicLong hazardsWaitedFor = new AtomicLong();
  private final AtomicLong groupsGivenWay = new AtomicLong();
  private final Histogram[] slices = new Histogram[SLICES];
  private final long[] sliceNumbers = new long[SLICES];

  /** A meter that starts at nothing. */
  public ApplyMeter(InstantSource clock) {
    this.clock = clock;
    for (int i = 0; i < SLICES; i++) {
      slices[i] = new Histogram(LONGEST_MICROS, 2);
      sliceNumbers[i] = -1;
    }
  }

  /** One group was committed. */
  void committed(int groupTransactions, long groupRows, long commitMicros, long tookNanos) {
    transactions.addAndGet(groupTransactions);
    rows.addAndGet(groupRows);
    groups.incrementAndGet();
    busyNanos.addAndGet(tookNanos);
    if (groupTransactions == 0) {
      return;
    }
    long now = clock.millis();
    long latency = Math.clamp(now * 1_000 - commitMicros, 0, LONGEST_MICROS);
    long number = now / SLICE_MILLIS;
    int slice = (int) (number % SLICES);
    synchronized (slices) {
      if (sliceNumbers[slice] != number) {
        slices[slice].reset();
        sliceNumbers[slice] = number;
      }
      slices[slice].recordValueWithCount(latency, groupTransactions);
    }
  }

  /** What a lane met with a group, beside what it wrote. */
  void met(long waits, long givenWay) {
    hazardsWaitedFor.addAndGet(waits);
    groupsGivenWay.addAndGet(givenWay);
  }

  /** How often a group waited for another because of a hazard. */
  public long hazardsWaitedFor() {
    return hazardsWaitedFor.get();
  }

  /** How often a group that was written before its turn was rolled back for another's lock. */
  public long groupsGivenWay() {
    return groupsGivenWay.get();
  }

  /** Source transactions applied. */
  public long transactions() {
    return transactions.get();
  }

  /** Row changes applied. */
  public long rows() {
    return rows.get();
  }

  /** Target transactions committed. */
  public long groups() {
    return groups.get();
  }

  /** Time spent applying, nanoseconds. */
  public long busyNanos() {
    return busyNanos.get();
  }

  /** Source commit to target commit over the last minute, microseconds. */
  public Histogram lastMinute() {
    Histogram all = new Histogram(LONGEST_MICROS, 2);
    long oldest = clock.millis() / SLICE_MILLIS - SLICES + 1;
    synchronized (slices) {
      for (int i = 0; i < SLICES; i++) {
        if (sliceNumbers[i] >= oldest) {
          all.add(slices[i]);
        }
      }
    }
    return all;
  }
}
