package dev.baton.protocol.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transitions by step and event. Refuses two lines that could both apply. */
public final class TransitionTable {
  private final List<Transition> transitions;
  private final Transition[][][] byStepAndEvent;

  /**
   * Copies the lines.
   *
   * @throws IllegalArgumentException when two lines share step, event and condition
   */
  public TransitionTable(List<Transition> lines) {
    transitions = List.copyOf(lines);
    byStepAndEvent = new Transition[Step.values().length][EventKind.values().length][];
    for (Transition line : transitions) {
      refuseAnother(line);
    }
    for (Step step : Step.values()) {
      for (EventKind kind : EventKind.values()) {
        byStepAndEvent[step.ordinal()][kind.ordinal()] = lines(step, kind);
      }
    }
  }

  /** All lines, in the order of the protocol. */
  public List<Transition> transitions() {
    return transitions;
  }

  /** The line that applies to the row on an event; empty when the event is not possible there. */
  Optional<Transition> find(Handover row, EventKind kind) {
    for (Transition line : byStepAndEvent[row.step().ordinal()][kind.ordinal()]) {
      if (line.when().holds(row)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private void refuseAnother(Transition line) {
    for (Transition other : transitions) {
      if (other != line
          && other.from() == line.from()
          && other.on() == line.on()
          && (other.when() == line.when() || other.when() == When.ALWAYS)) {
        throw new IllegalArgumentException(
            "two transitions of %s on '%s'".formatted(line.from(), line.on().words()));
      }
    }
  }

  private Transition[] lines(Step step, EventKind kind) {
    List<Transition> found = new ArrayList<>();
    for (Transition line : transitions) {
      if (line.from() == step && line.on() == kind) {
        found.add(line);
      }
    }
    return found.toArray(Transition[]::new);
  }
}
