package dev.baton.engine.workflow;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tasks of a workflow, found by what they declare. Immutable.
 *
 * @param <S> states
 * @param <E> kinds of events
 * @param <C> what the work needs
 */
public final class Tasks<S extends Enum<S>, E extends Enum<E>, C> {
  private final Map<S, Task<S, E, C>> byState;
  private final Class<E> events;

  private Tasks(Map<S, Task<S, E, C>> byState, Class<E> events) {
    this.byState = byState;
    this.events = events;
  }

  /**
   * Collects them.
   *
   * @throws IllegalArgumentException when two work in the same state
   */
  public static <S extends Enum<S>, E extends Enum<E>, C> Tasks<S, E, C> of(
      Class<S> states, Class<E> events, List<? extends Task<S, E, C>> tasks) {
    Map<S, Task<S, E, C>> byState = new EnumMap<>(states);
    for (Task<S, E, C> task : tasks) {
      Task<S, E, C> other = byState.put(task.in(), task);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s both work in %s"
                .formatted(
                    other.getClass().getSimpleName(), task.getClass().getSimpleName(), task.in()));
      }
    }
    return new Tasks<>(byState, events);
  }

  /** The task of a state; none where there is nothing to do. */
  public Optional<Task<S, E, C>> in(S state) {
    return Optional.ofNullable(byState.get(state));
  }

  /** The events that may be brought in a state. */
  public Set<E> brings(S state) {
    return in(state).map(Task::brings).orElseGet(() -> EnumSet.noneOf(events));
  }

  /**
   * Holds what the tasks declare against a course.
   *
   * @throws IllegalArgumentException naming a state that is no end and has no task, one that is an
   *     end and has one, an event that a task brings and the course does not have, or one that the
   *     course has and no task brings
   */
  void requireFit(Course<S, E> course) {
    for (S state : byStateOrEnd(course)) {
      boolean has = in(state).isPresent();
      if (has == course.isEnd(state)) {
        throw new IllegalArgumentException(
            has ? "a task works in the end " + state : "no task works in " + state);
      }
      Set<E> led = EnumSet.noneOf(events);
      course.lines().stream()
          .filter(line -> line.from() == state)
          .forEach(line -> led.add(line.on()));
      Set<E> brought = EnumSet.noneOf(events);
      brought.addAll(brings(state));
      if (!led.equals(brought)) {
        throw new IllegalArgumentException(
            "in %s the course has %s, and the task brings %s".formatted(state, led, brought));
      }
    }
  }

  private Set<S> byStateOrEnd(Course<S, E> course) {
    Set<S> states = EnumSet.of(course.first());
    course.lines().forEach(line -> states.add(line.to()));
    states.addAll(byState.keySet());
    return states;
  }
}
