package dev.baton.engine.workflow;

import java.util.Optional;

/**
 * What a task of a workflow works with, once. Owned by the thread that runs it.
 *
 * @param <E> kinds of events
 * @param <W> what the work needs
 */
public final class Turn<E extends Enum<E>, W> {
  private final W work;
  private Optional<E> brought = Optional.empty();

  Turn(W work) {
    this.work = work;
  }

  /** What the work needs. */
  public W work() {
    return work;
  }

  /** Brings an event: the state's work is done, and this came of it. */
  public void bring(E event) {
    brought = Optional.of(event);
  }

  Optional<E> brought() {
    return brought;
  }
}
