package dev.baton.engine.cli.control;

/**
 * Tells whether an engine's report knows of a wish. An engine finds out its state, writes it down
 * as a report, and reads what is wanted only then. So the first report that was written after the
 * wish may speak of a moment before it; but that engine has read the wish before it made the next.
 *
 * <p>Owned by the thread that waits.
 */
final class ReportsSince {
  private final long wishedMicros;
  private long firstMicros;

  /** {@code wishedMicros}: when the wish could be read by all, by the clock that reports tell. */
  ReportsSince(long wishedMicros) {
    this.wishedMicros = wishedMicros;
  }

  /**
   * Looks at the latest report.
   *
   * @param writtenMicros when it was written; 0 where there is none
   * @return whether it is the first one since, which is to be followed by another
   */
  boolean isFirst(long writtenMicros) {
    if (firstMicros == 0 && writtenMicros > wishedMicros) {
      firstMicros = writtenMicros;
      return true;
    }
    return false;
  }

  /** Whether a report knows of the wish. */
  boolean knows(long writtenMicros) {
    return firstMicros != 0 && writtenMicros > firstMicros;
  }
}
