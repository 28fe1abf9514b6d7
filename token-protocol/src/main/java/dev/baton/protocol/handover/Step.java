package dev.baton.protocol.handover;

/** Where the handover of one stream stands. Stored by name; the order is that of the protocol. */
public enum Step {
  /** The new engine opens its own read position. */
  PREPARE,
  /** It reads and discards until it is level with the current engine. */
  WARM_UP,
  /** It computes what it would apply, and the digests are compared. */
  SHADOW,
  /** The HANDOVER token is on its way through the trail. */
  TOKEN,
  /** The current engine goes on while a transaction of the wait-set is open. */
  DRAIN,
  /** The current engine is asked to hand over. */
  CUT,
  /** The new engine owns the stream and has not committed yet. */
  TAKE_OVER,
  /** It commits; the former engine is paused and could take the stream back. */
  CONFIRM,
  /** The new engine is asked to hand back. */
  RETURN,
  /** The former engine removes its traces and ends. */
  RETIRE,
  /** The new engine owns the stream for good. */
  DONE,
  /** The former engine owns the stream: it never lost it, or has it back. */
  ABORTED;

  /** Whether the former engine still owns the stream, and an abort is possible. */
  public boolean isBeforeTakeOver() {
    return compareTo(CUT) <= 0;
  }

  /** Whether the new engine owns the stream. */
  public boolean isHandedOver() {
    return compareTo(TAKE_OVER) >= 0 && this != ABORTED;
  }

  /** Whether nothing moves any more, but for the cleaning up after an abort. */
  public boolean isEnd() {
    return this == DONE || this == ABORTED;
  }
}
