package dev.baton.engine.cli.text;

import java.util.Locale;
import java.util.OptionalLong;

/** Writes figures with their units, for people. */
public final class Units {
  private static final long KIB = 1024;

  private Units() {}

  public static String millis(OptionalLong millis) {
    return millis.isPresent() ? millis(millis.getAsLong()) : "-";
  }

  public static String millis(long millis) {
    if (millis < 10_000) {
      return millis + " ms";
    }
    return millis < 600_000 ? millis / 1000 + " s" : millis / 60_000 + " min";
  }

  public static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? bytes(bytes.getAsLong()) : "-";
  }

  public static String bytes(long bytes) {
    double value = bytes;
    if (bytes < KIB) {
      return bytes + " B";
    }
    for (String unit : new String[] {"KiB", "MiB", "GiB"}) {
      value /= KIB;
      if (value < KIB) {
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
      }
    }
    return String.format(Locale.ROOT, "%.1f TiB", value / KIB);
  }
}
