package dev.baton.config;

/** How a reader knows replicated work in an audit trail. */
public enum LoopFilterMode {
  /**
   * {@link #ORIGIN} where nobody else's origins are in use on a server that can, else {@link
   * #APPLIED_LOG}.
   */
  AUTO,
  /** The server leaves out what carries a replication origin (PostgreSQL 16 and later). */
  ORIGIN,
  /**
   * What carries an origin of the link, or opens with its row in the applied log, is replicated
   * work.
   */
  APPLIED_LOG
}
