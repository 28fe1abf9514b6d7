package dev.baton.config;

import java.util.OptionalLong;

/**
 * Durations as settings and options write them: a whole number and {@code ms, s, m} or {@code h}.
 */
public final class DurationText {
  /** What is told to those who wrote another. */
  public static final String EXPECTED = "a duration such as 500ms, 60s, 5m or 1h";

  private DurationText() {}

  /** Milliseconds; empty when the text is no duration. */
  public static OptionalLong parse(String written) {
    return Quantity.DURATION.parse(written);
  }

  /** The other way round, with the largest unit that leaves a whole number. */
  public static String of(long millis) {
    return Quantity.DURATION.write(millis);
  }
}
