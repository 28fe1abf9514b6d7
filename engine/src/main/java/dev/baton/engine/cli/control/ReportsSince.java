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

  /** What a report knows of the wish. */
  enum Knowledge {
    /** Nothing, or perhaps. */
    NONE,
    /** It is the first since the wish: the next one knows. */
    NEXT_KNOWS,
    KNOWS
  }

  /** {@code wishedMicros}: when the wish could be read by all, by the clock that reports tell. */
  ReportsSince(long wishedMicros) {
    this.wishedMicros = wishedMicros;
  }

  /** Looks at the latest report; {@code writtenMicros}: when it was, 0 where there is none. */
  Knowledge look(long writtenMicros) {
    if (firstMicros != 0) {
      return writtenMicros > firstMicros ? Knowledge.KNOWS : Knowledge.NONE;
    }
    if (writtenMicros > wishedMicros) {
      firstMicros = writtenMicros;
      return Knowledge.NEXT_KNOWS;
    }
    return Knowledge.NONE;
  }
}
