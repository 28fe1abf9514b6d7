package dev.baton.engine.workflow;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a workflow stands and how it came there.
 *
 * @param history what happened since it began, the last {@value #MOST_HISTORY}
 */
public record Standing<S extends Enum<S>>(S state, List<Passage> history) {
  static final int MOST_HISTORY = 64;

  public Standing {
    history = List.copyOf(history);
  }

  Standing<S> passing(Passage passage, S to) {
    List<Passage> longer = new ArrayList<>(history);
    longer.add(passage);
    return new Standing<>(
        to, longer.subList(Math.max(0, longer.size() - MOST_HISTORY), longer.size()));
  }
}
