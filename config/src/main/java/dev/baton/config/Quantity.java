package dev.baton.config;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities with units, as settings write them: {@code 128MiB}, {@code 60s}. */
enum Quantity {
  /** Sizes, in bytes. */
  SIZE(Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30)),
  /** Durations, in milliseconds. */
  DURATION(Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L));

  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]{1,3})");

  private final Map<String, Long> units;

  Quantity(Map<String, Long> units) {
    this.units = units;
  }

  /** The amount in the smallest unit; empty when the text is not a whole number and a unit. */
  OptionalLong parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    long unit = units.get(matcher.group(2));
    return number > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(number * unit);
  }

  /** Writes an amount with the largest unit that leaves a whole number. */
  String write(long amount) {
    return units.entrySet().stream()
        .filter(unit -> amount % unit.getValue() == 0 && amount >= unit.getValue())
        .max(Map.Entry.comparingByValue())
        .map(unit -> amount / unit.getValue() + unit.getKey())
        .orElseGet(() -> amount + (this == SIZE ? "B" : "ms"));
  }
}
