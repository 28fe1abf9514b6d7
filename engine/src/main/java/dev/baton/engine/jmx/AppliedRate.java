package dev.baton.engine.jmx;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast a stream applied over the last minute. One thread samples; any thread reads, without
 * waiting.
 */
final class AppliedRate {

  /** Samples a minute apart when taken every second, and so the bound of the window. */
  static final int WINDOW_SAMPLES = 61;

  private static final double NANOS_PER_SECOND = 1e9;

  /** Average per second over the window. */
  record Rate(double transactionsPerSecond, double rowsPerSecond) {}

  private record Sample(long nanos, long transactions, long rows) {}

  private final Deque<Sample> window = new ArrayDeque<>(WINDOW_SAMPLES);
  private volatile Rate rate = new Rate(0, 0);

  /** Takes in the counts at {@code nanos} of a clock that never goes back. */
  void sample(long nanos, long transactions, long rows) {
    if (!window.isEmpty() && window.getLast().rows() > rows) {
      // The stream counts from zero again, as it may after a restart of its stages.
      window.clear();
    }
    if (window.size() == WINDOW_SAMPLES) {
      window.removeFirst();
    }
    window.addLast(new Sample(nanos, transactions, rows));
    Sample first = window.getFirst();
    double seconds = (nanos - first.nanos()) / NANOS_PER_SECOND;
    rate =
        seconds > 0
            ? new Rate(
                (transactions - first.transactions()) / seconds, (rows - first.rows()) / seconds)
            : new Rate(0, 0);
  }

  Rate current() {
    return rate;
  }
}
