package dev.baton.protocol.handover;

/** What the deadline of a swap asks N to do. */
public enum DeadlineAction {
  /** Go on. */
  NOTHING,
  /** Abort every stream, in order. */
  ABORT,
  /** End the open transactions of the wait-sets, then bring {@link HandoverEvent.BlockersEnded}. */
  CANCEL_BLOCKERS
}
