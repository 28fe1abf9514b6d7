package dev.baton.it.benchmark;

import java.util.List;

/** Delays of probe rows from commit to sight, milliseconds with one decimal. */
record Delays(int rows, double p50Millis, double p99Millis, double maxMillis) {

  static Delays of(List<Probes.Seen> seen) {
    long[] sorted = seen.stream().mapToLong(Probes.Seen::delayNanos).sorted().toArray();
    return new Delays(
        sorted.length, percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
  }

  /** The smallest value that so many percent do not exceed. */
  static double percentile(long[] sortedNanos, int percent) {
    if (sortedNanos.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.length);
    return Math.round(sortedNanos[Math.max(0, rank - 1)] / 1e5) / 10.0;
  }
}
