package dev.baton.engine.cli.demo;

import java.util.Arrays;
import java.util.Collection;

/** Some durations in a few figures, milliseconds; all 0 when there were none. */
public record Lag(double p50Millis, double p99Millis, double maxMillis) {

  /** The figures of durations in microseconds. */
  public static Lag ofMicros(Collection<Long> micros) {
    long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Lag(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Arrays.stream(sorted).skip(Math.max(0, index)).findFirst().orElse(0) / 1000.0;
  }
}
