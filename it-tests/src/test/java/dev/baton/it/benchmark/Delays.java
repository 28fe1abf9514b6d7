package dev.baton.it.benchmark;

import java.util.Collection;
import java.util.List;

/** Delays of rows from commit to sight, milliseconds with two decimals. */
record Delays(int rows, double p50Millis, double p99Millis, double maxMillis) {

  private static final double NANOS_PER_MILLI = 1e6;

  static Delays of(List<Probes.Seen> seen) {
    return ofNanos(seen.stream().map(Probes.Seen::delayNanos).toList());
  }

  static Delays ofNanos(Collection<Long> delays) {
    long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Delays(
        sorted.length, percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
  }

  /** The smallest value that so many percent do not exceed. */
  private static double percentile(long[] sortedNanos, int percent) {
    if (sortedNanos.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.length);
    return Medians.rounded(sortedNanos[Math.max(0, rank - 1)] / NANOS_PER_MILLI);
  }
}
