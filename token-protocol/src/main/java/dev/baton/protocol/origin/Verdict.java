package dev.baton.protocol.origin;

/** Whose work a transaction of a trail is, and so whether its stream sends it on. */
public enum Verdict {
  /** An application's, done at this site: sent on. */
  LOCAL,
  /** Applied here by an engine and marked so: never sent on. */
  REPLICATED,
  /**
   * Of the time of an engine that leaves no marks: its apply work, or local work that it sends on
   * itself. Never sent on by another.
   */
  UNMARKED_ENGINES;

  /** Whether the stream that reads the trail applies it at its target. */
  public boolean isSentOn() {
    return this == LOCAL;
  }
}
