package dev.baton.protocol.handover;

/** What the operator wants when a swap has not cut its first stream by the deadline. */
public enum DeadlinePolicy {
  /** Go on waiting. */
  WAIT,
  /** Abort the swap. */
  ABORT,
  /** End the blockers, wait once more, then abort. */
  CANCEL_BLOCKERS
}
