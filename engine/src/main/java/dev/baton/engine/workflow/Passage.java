package dev.baton.engine.workflow;

import java.util.List;

/**
 * One accepted event of a workflow's history.
 *
 * @param from state before it
 * @param on what happened
 * @param to state after it
 * @param atMillis when, milliseconds since 1970
 */
public record Passage(String from, String on, String to, long atMillis) {

  /** Reads what {@link #toString} wrote. */
  static Passage parse(String written) {
    String[] words = written.split(" ");
    return new Passage(words[0], words[1], words[2], Long.parseLong(words[3]));
  }

  /** For people: the whole of a history. */
  static String told(List<Passage> history) {
    return history.isEmpty()
        ? "nothing has happened yet"
        : String.join(", ", history.stream().map(Passage::told).toList());
  }

  private String told() {
    return "%s -%s-> %s @%d".formatted(from, on, to, atMillis);
  }

  @Override
  public String toString() {
    return "%s %s %s %d".formatted(from, on, to, atMillis);
  }
}
