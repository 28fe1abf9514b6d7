package dev.baton.protocol.simulation;

/** Faults planted into the world, each of which the simulation must catch. */
enum Mutant {
  /** The product as it is. */
  NONE,
  /** Taking by force does not end C's sessions, and a number that is taken is passed over. */
  FENCE_SKIPPED,
  /** N applies from one record before the cut, or one after it. */
  CUT_OFF_BY_ONE,
  /** A new owner whose reader is behind applies what that still brings of the former one's work. */
  APPLIED_AGAIN,
  /** The list holds the snapshot's own ids only: the newest open transactions are missing. */
  LIST_TAIL_DROPPED,
  /** The row of the applied log is written in a transaction after the data's. */
  PROGRESS_OUTSIDE,
  /** Apply transactions leave no origin mark. */
  MARK_FORGOTTEN,
  /** An offer forgets what earlier handovers promised. */
  GENERATION_NOT_BURNED,
  /** C hands over whether N holds its lock or not. */
  NEW_NOT_REQUIRED_ALIVE,
  /** The second stream is cut whatever the first does. */
  SECOND_CUT_EARLY,
  /** The slot is told of progress that is not durable yet. */
  ACKNOWLEDGED_TOO_EARLY,
  /** N opens its read position at the trail's end, though C is behind it, and says otherwise. */
  READS_FROM_THE_END,
  /** The closing transaction is committed asynchronously. */
  CLOSED_ASYNCHRONOUSLY,
  /** A later stream's way back closes on its own, whatever the first stream decided. */
  WINDOWS_APART
}
