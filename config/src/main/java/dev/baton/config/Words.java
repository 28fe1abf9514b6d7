package dev.baton.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The words of the settings file for the constants of an enum: {@code LAST_WRITER_WINS}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> of(Collection<? extends Enum<?>> constants) {
    return constants.stream().map(Words::of).toList();
  }

  /** {@code a, b or c}. */
  static String either(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}
