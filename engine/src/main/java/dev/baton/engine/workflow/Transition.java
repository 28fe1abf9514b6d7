package dev.baton.engine.workflow;

/**
 * One line of a workflow: the event leads from a state to the next. A line that leads back to its
 * own state is not meant: what is only done again needs none.
 */
public record Transition<S extends Enum<S>, E extends Enum<E>>(S from, E on, S to) {
  @Override
  public String toString() {
    return from + " -" + on + "-> " + to;
  }
}
