package dev.baton.engine.workflow;

import java.util.Optional;

/**
 * A course as the rules of a mover. An event says in which state it was brought: of two processes
 * that run the same workflow only one moves it, and the other is told.
 */
public final class CourseRules<S extends Enum<S>, E extends Enum<E>>
    implements Mover.Rules<Standing<S>, CourseRules.Brought<S, E>, Verdict<S>> {
  private final Course<S, E> course;

  /** The course's rules. */
  public CourseRules(Course<S, E> course) {
    this.course = course;
  }

  /** An event, and the state in which it was brought. */
  public record Brought<S extends Enum<S>, E extends Enum<E>>(S in, E event, long atMillis) {}

  @Override
  public Verdict<S> judge(Standing<S> locked, Brought<S, E> brought) {
    Optional<S> to =
        locked.state() == brought.in()
            ? course.next(brought.in(), brought.event())
            : Optional.empty();
    return to.<Verdict<S>>map(
            next ->
                new Verdict.Accepted<>(
                    locked.passing(
                        new Passage(
                            locked.state().name(),
                            brought.event().name(),
                            next.name(),
                            brought.atMillis()),
                        next)))
        .orElseGet(() -> new Verdict.Refused<>(message(locked, brought)));
  }

  private String message(Standing<S> locked, Brought<S, E> brought) {
    return "'%s', brought in %s, is not possible in %s. History: %s"
        .formatted(brought.event(), brought.in(), locked.state(), Passage.told(locked.history()));
  }

  @Override
  public boolean isAccepted(Verdict<S> decision) {
    return decision instanceof Verdict.Accepted;
  }
}
