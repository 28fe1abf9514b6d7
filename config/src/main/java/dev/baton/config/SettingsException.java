package dev.baton.config;

import java.util.List;
import java.util.stream.Collectors;

/** A settings file that cannot be used; holds every problem of it. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * One thing wrong.
   *
   * @param file where: the file, with the line where there is one ({@code baton.yaml:7})
   * @param key the whole key; empty when the file as such is meant
   * @param value what stands there, as written; empty when it is a secret or there is none to show
   * @param expected what is wrong or expected
   */
  public record Problem(String file, String key, String value, String expected) {
    @Override
    public String toString() {
      String place = key.isEmpty() ? file : file + ": " + key;
      return place + (value.isEmpty() ? "" : " is '" + value + "'") + ": " + expected;
    }
  }

  public SettingsException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n  ",
                    problems.size() == 1
                        ? "1 problem in the settings:\n  "
                        : problems.size() + " problems in the settings:\n  ",
                    "")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
