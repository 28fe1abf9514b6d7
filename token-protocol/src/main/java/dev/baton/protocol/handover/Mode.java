package dev.baton.protocol.handover;

/** How a stream is taken from the current engine. */
public enum Mode {
  /** It hands over itself; by force only when it is gone. */
  DRAIN,
  /** By force, without asking it. */
  FENCE
}
