package dev.baton.engine.workflow;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.workflow.CourseRules.Brought;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A long command of one process: does the work of the recorded state, records what came of it, and
 * goes on from there. A process that is killed anywhere goes on, when it is run again, in the state
 * that was recorded; so each task must bear being begun twice.
 *
 * @param <S> states
 * @param <E> kinds of events
 * @param <W> what the work needs
 */
public final class Workflow<S extends Enum<S>, E extends Enum<E>, W> {
  private final String name;
  private final Course<S, E> course;
  private final Tasks<S, E, Turn<E, W>> tasks;
  private final WorkflowTable<S> table;
  private final Mover<Standing<S>, Brought<S, E>, Verdict<S>> mover;
  private final InstantSource clock;

  /**
   * Checks that course and tasks fit.
   *
   * @param name for errors, such as {@code provisioning of link shop}
   * @throws IllegalArgumentException naming a state that has no task and is no end, a transition
   *     that no task brings, or an event of a task's that leads nowhere
   */
  public Workflow(
      String name,
      Course<S, E> course,
      Tasks<S, E, Turn<E, W>> tasks,
      WorkflowTable<S> table,
      InstantSource clock) {
    this.name = name;
    this.course = course;
    this.tasks = tasks;
    this.table = table;
    this.mover = new Mover<>(table, new CourseRules<>(course));
    this.clock = clock;
    tasks.requireFit(course);
  }

  /** Whether it was begun and is at no end. */
  public boolean isUnderWay(Connection control) throws SQLException {
    Standing<S> now = table.read(control);
    return !course.isEnd(now.state()) && !now.history().isEmpty();
  }

  /**
   * Runs it to an end: from the recorded state, or from the beginning where it has ended before.
   *
   * @param control where it is recorded, in autocommit
   * @param onRecorded told of each state once it is recorded, or known to be
   * @return the end
   * @throws BatonException REFUSED when another process moved it meanwhile, told with its history
   */
  public S run(Connection control, W work, Consumer<S> onRecorded) throws SQLException {
    Standing<S> now = table.read(control);
    if (course.isEnd(now.state())) {
      table.restart(control);
      now = table.read(control);
    }
    onRecorded.accept(now.state());
    while (!course.isEnd(now.state())) {
      Turn<E, W> turn = new Turn<>(work);
      tasks.in(now.state()).orElseThrow().work(turn);
      now = record(control, now, brought(now, turn));
      onRecorded.accept(now.state());
    }
    return now.state();
  }

  private E brought(Standing<S> now, Turn<E, W> turn) {
    Optional<E> event = turn.brought();
    if (event.isEmpty() || !tasks.brings(now.state()).contains(event.get())) {
      throw new IllegalStateException(
          "the task of %s brought %s, of which it says nothing".formatted(now.state(), event));
    }
    return event.get();
  }

  private Standing<S> record(Connection control, Standing<S> from, E event) throws SQLException {
    Brought<S, E> brought = new Brought<>(from.state(), event, clock.millis());
    Verdict<S> verdict;
    if (table.isThere(control)) {
      table.begin(control, from);
      verdict = mover.move(control, (transaction, locked) -> brought);
    } else {
      verdict = new CourseRules<>(course).judge(from, brought);
    }
    if (verdict instanceof Verdict.Accepted<S> accepted) {
      return accepted.next();
    }
    throw new BatonException(
        ErrorCode.REFUSED,
        "%s: %s. Another process runs it too; see what it did, then run the command again"
            .formatted(name, ((Verdict.Refused<S>) verdict).message()));
  }
}
