package dev.baton.protocol.handover;

/** What a later stream's row must do because the first stream's row has decided. */
public enum Follow {
  /** Nothing that the first decides. */
  NOTHING,
  /** Bring {@link HandoverEvent.Aborted}. */
  ABORT,
  /** Bring {@link HandoverEvent.ReturnAsked}. */
  ASK_RETURN,
  /** Bring {@link HandoverEvent.ReturnWithdrawn}. */
  WITHDRAW_RETURN,
  /** Bring {@link HandoverEvent.WindowOver}. */
  CLOSE_WINDOW
}
