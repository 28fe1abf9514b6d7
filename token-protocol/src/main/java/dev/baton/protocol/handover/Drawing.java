package dev.baton.protocol.handover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws a transition table for the documents, which a test compares with it. */
public final class Drawing {
  private final TransitionTable table;

  /** Of one table. */
  public Drawing(TransitionTable table) {
    this.table = table;
  }

  /** A Mermaid {@code stateDiagram-v2}: one arrow for each pair of steps, its events as label. */
  public String diagram() {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (Transition line : table.transitions()) {
      if (line.from() != line.to()) {
        labels
            .computeIfAbsent(line.from() + " --> " + line.to(), arrow -> new ArrayList<>())
            .add(line.on().words() + " [" + line.actor() + "]");
      }
    }
    StringBuilder drawn = new StringBuilder("stateDiagram-v2\n  [*] --> PREPARE: offered [N]\n");
    labels.forEach(
        (arrow, events) -> drawn.append("  %s: %s\n".formatted(arrow, String.join(" / ", events))));
    for (Step step : Step.values()) {
      if (step.isEnd()) {
        drawn.append("  ").append(step).append(" --> [*]\n");
      }
    }
    return drawn.toString();
  }

  /** A Markdown table: step, event with its condition and actor, next step, what happens then. */
  public String markdown() {
    StringBuilder drawn =
        new StringBuilder(
            """
            | step | event | by | next | then |
            |---|---|---|---|---|
            | | offered | N | PREPARE | registers, opens its read position |
            """);
    for (Transition line : table.transitions()) {
      drawn.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(line.from(), event(line), line.actor(), line.to(), line.then()));
    }
    return drawn.toString();
  }

  private static String event(Transition line) {
    return line.when() == When.ALWAYS
        ? line.on().words()
        : line.on().words() + " (" + line.when().words() + ")";
  }
}
