package dev.baton.engine.workflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The transitions of a workflow, checked when it is made: a course that could stick is refused
 * before anything runs on it. Immutable.
 *
 * @param <S> states
 * @param <E> kinds of events
 */
public final class Course<S extends Enum<S>, E extends Enum<E>> {
  private final S first;
  private final Set<S> ends;
  private final List<Transition<S, E>> lines;

  /**
   * Checks the lines.
   *
   * @param first where the workflow begins
   * @param ends the states in which there is nothing more to do
   * @throws IllegalArgumentException naming two lines for one state and event, a line that leaves
   *     an end, a state that cannot be reached, or one without a way to an end
   */
  public Course(Class<S> states, S first, Set<S> ends, List<Transition<S, E>> lines) {
    this.first = first;
    this.ends = Set.copyOf(ends);
    this.lines = List.copyOf(lines);
    for (Transition<S, E> line : lines) {
      require(
          find(line.from(), line.on()).orElseThrow() == line,
          "two transitions of " + line.from() + " on " + line.on());
      require(!ends.contains(line.from()), line.from() + " is an end, and " + line + " leaves it");
    }
    Set<S> all = EnumSet.allOf(states);
    Set<S> reached = reach(Set.of(first), states, Transition::from, Transition::to);
    require(reached.equals(all), "no way from " + first + " to " + without(all, reached));
    Set<S> ending = reach(ends, states, Transition::to, Transition::from);
    require(ending.equals(all), "no way to an end from " + without(all, ending));
  }

  /** Where it begins. */
  public S first() {
    return first;
  }

  /** Whether there is nothing more to do. */
  public boolean isEnd(S state) {
    return ends.contains(state);
  }

  /** The lines, as they were given. */
  public List<Transition<S, E>> lines() {
    return lines;
  }

  /** Where the event leads; empty when it is not possible there. */
  public Optional<S> next(S from, E on) {
    return find(from, on).map(Transition::to);
  }

  private Optional<Transition<S, E>> find(S from, E on) {
    return lines.stream().filter(line -> line.from() == from && line.on() == on).findFirst();
  }

  private Set<S> reach(
      Set<S> begin,
      Class<S> states,
      Function<Transition<S, E>, S> enter,
      Function<Transition<S, E>, S> leave) {
    Set<S> reached = EnumSet.noneOf(states);
    Deque<S> open = new ArrayDeque<>(begin);
    while (!open.isEmpty()) {
      S state = open.pop();
      if (reached.add(state)) {
        lines.stream().filter(line -> enter.apply(line) == state).map(leave).forEach(open::push);
      }
    }
    return reached;
  }

  private static <T extends Enum<T>> Set<T> without(Set<T> all, Set<T> some) {
    Set<T> rest = EnumSet.copyOf(all);
    rest.removeAll(some);
    return rest;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
