package dev.baton.protocol.handover;

/**
 * One accepted event of a handover's history.
 *
 * @param from step before it
 * @param on what happened
 * @param to step after it
 * @param atMillis when, by the clock of who brought it, milliseconds since 1970
 */
public record Passage(Step from, EventKind on, Step to, long atMillis) {
  @Override
  public String toString() {
    return from + " -" + on + "-> " + to + " @" + atMillis;
  }
}
