package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverTransitions;
import dev.baton.protocol.handover.Refusal;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Transition;
import java.util.ArrayList;
import java.util.List;

/** Counts what histories have seen. One for each thread, added up at the end. */
final class Coverage {
  private static final List<Transition> LINES = HandoverTransitions.TABLE.transitions();
  private static final Step[] STEPS = Step.values();

  final long[] transitions = new long[LINES.size()];
  final long[][] faults = new long[Fault.ALL.length][STEPS.length];
  final long[] refusals = new long[Refusal.values().length];
  long histories;
  long steps;
  long handovers;
  long transactions;
  long injected;
  long longestEnding;

  void transition(Handover before, EventKind on, Handover after) {
    for (int i = 0; i < transitions.length; i++) {
      Transition line = LINES.get(i);
      if (line.from() == before.step() && line.on() == on && line.to() == after.step()) {
        transitions[i]++;
        return;
      }
    }
    throw new Violation("not in the table: " + before.step() + " on " + on);
  }

  void fault(Fault fault, Step step) {
    faults[fault.ordinal()][step.ordinal()]++;
  }

  void add(Coverage other) {
    for (int i = 0; i < transitions.length; i++) {
      transitions[i] += other.transitions[i];
    }
    for (int i = 0; i < refusals.length; i++) {
      refusals[i] += other.refusals[i];
    }
    for (int f = 0; f < faults.length; f++) {
      for (int s = 0; s < STEPS.length; s++) {
        faults[f][s] += other.faults[f][s];
      }
    }
    histories += other.histories;
    steps += other.steps;
    handovers += other.handovers;
    transactions += other.transactions;
    injected += other.injected;
    longestEnding = Math.max(longestEnding, other.longestEnding);
  }

  /** What was never seen and should have been. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < transitions.length; i++) {
      if (transitions[i] == 0) {
        missing.add(LINES.get(i).from() + " on " + LINES.get(i).on().words());
      }
    }
    for (Fault fault : Fault.ALL) {
      for (Step step : STEPS) {
        if (fault.isPossibleIn(step) && faults[fault.ordinal()][step.ordinal()] == 0) {
          missing.add(fault + " in " + step);
        }
      }
    }
    return missing;
  }

  /** Two tables for people. */
  String table() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < transitions.length; i++) {
      Transition line = LINES.get(i);
      text.append(
          "%12d  %-9s %-21s -> %s%n"
              .formatted(transitions[i], line.from(), line.on().words(), line.to()));
    }
    text.append("%n%-19s".formatted("fault in step"));
    for (Step step : STEPS) {
      text.append("%10s".formatted(step));
    }
    for (Fault fault : Fault.ALL) {
      text.append("%n%-19s".formatted(fault));
      for (Step step : STEPS) {
        text.append(
            fault.isPossibleIn(step)
                ? "%10d".formatted(faults[fault.ordinal()][step.ordinal()])
                : "%10s".formatted("-"));
      }
    }
    text.append("%n%n".formatted());
    for (int i = 0; i < refusals.length; i++) {
      text.append("%12d  refused: %s%n".formatted(refusals[i], Refusal.values()[i]));
    }
    return text.toString();
  }
}
