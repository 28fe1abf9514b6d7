package dev.baton.engine.workflow;

/** What a course says to an event. */
public sealed interface Verdict<S extends Enum<S>> {

  /** The record becomes {@code next}. */
  record Accepted<S extends Enum<S>>(Standing<S> next) implements Verdict<S> {}

  /**
   * Nothing changes.
   *
   * @param message what came, where the workflow stands, and how it came there
   */
  record Refused<S extends Enum<S>>(String message) implements Verdict<S> {}
}
