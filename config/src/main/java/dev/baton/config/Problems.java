package dev.baton.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one settings file. Owned by the thread that reads the file. */
final class Problems {
  private record Found(int line, SettingsException.Problem problem) {}

  private final String file;
  private final List<Found> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  /** Records a problem of a key as such; line 0 means that it has no place in the file. */
  void add(int line, String key, String expected) {
    add(line, key, "", expected);
  }

  /** Records a problem of a value; {@code shown} must be fit to be printed. */
  void add(int line, String key, String shown, String expected) {
    String place = line == 0 ? file : file + ":" + line;
    found.add(new Found(line, new SettingsException.Problem(place, key, shown, expected)));
  }

  /** Records a problem that has its place on the command line. */
  void addOption(String option, String shown, String expected) {
    found.add(new Found(0, new SettingsException.Problem("command line", option, shown, expected)));
  }

  /** For what ends the reading: the exception to throw, with everything recorded so far. */
  SettingsException refuse(int line, String key, String expected) {
    add(line, key, expected);
    return exception();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  private SettingsException exception() {
    return new SettingsException(
        found.stream()
            .sorted(Comparator.comparingInt(Found::line))
            .map(Found::problem)
            .distinct()
            .toList());
  }
}
