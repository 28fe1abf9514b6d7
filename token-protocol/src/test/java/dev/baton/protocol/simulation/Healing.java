package dev.baton.protocol.simulation;

/** What the operator does once nothing breaks any more. */
enum Healing {
  /** Restarts everything and lets the swap go on. */
  RESUME,
  /** Restarts everything and aborts. */
  ABORT,
  /** N does not come back until the swap has ended. */
  WITHOUT_NEW,
  /** C does not come back for a long time, or until it is needed. */
  WITHOUT_CURRENT
}
