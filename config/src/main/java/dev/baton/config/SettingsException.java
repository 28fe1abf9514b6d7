package dev.baton.config;

import java.util.List;
import java.util.stream.Collectors;

/** A settings file that cannot be used; holds every problem of it. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * One thing wrong: in which file, under which key, what stands there (secrets masked), what is
   * expected.
   */
  public record Problem(String file, String key, String value, String expected) {
    @Override
    public String toString() {
      return file + ": " + key + (value.isEmpty() ? "" : " is '" + value + "'") + ": " + expected;
    }
  }

  public SettingsException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n  ", problems.size() + " problem(s) in the settings:\n  ", "")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order of the file's keys. */
  public List<Problem> problems() {
    return problems;
  }
}
