package dev.baton.connectors.spi;

/**
 * The codes errors carry. From the code follows what a process exits with and whether the stream
 * tries again by itself.
 */
public enum ErrorCode {
  /** The job's own answer is no. */
  REFUSED(1, false),
  /** The site does not answer, or went away; comes back by itself. */
  UNREACHABLE(3, true),
  /** Wrong password, unknown role, unknown database. */
  AUTHENTICATION(3, false),
  /** The server is not set up for logical decoding. */
  WAL_LEVEL(3, false),
  /** A right that the documented role needs is not there. */
  MISSING_GRANT(3, false),
  /** Baton's tables, publication or slot are not there. */
  NOT_PROVISIONED(3, false),
  /** Publishing or applying would break or double the applications' own work. */
  NOT_REPLICABLE(1, false),
  /** The slot is gone or invalid; changes may be lost. */
  SLOT_LOST(3, false),
  /** The slot has moved past what the target holds. */
  SLOT_AHEAD(3, false),
  /** The slot is read by somebody else right now. */
  SLOT_IN_USE(3, true),
  /** The source is not the server, timeline or database that progress speaks of. */
  SOURCE_CHANGED(3, false),
  /** Another engine owns the stream. */
  FENCED(4, false),
  /** A value or a type that cannot be carried faithfully. */
  UNSUPPORTED_TYPE(3, false),
  /** A table or column of a change is not at the target, or not alike. */
  SCHEMA_MISMATCH(3, false),
  /** The target's row is not what the change expects, and no policy decides it. */
  CONFLICT(3, false),
  /** A deadlock or serialization failure: the group goes again. */
  TRANSIENT(3, true),
  /** The target refuses a change: a constraint, a trigger. */
  APPLY_REFUSED(3, false),
  /** Reading the trail failed. */
  READ_FAILED(3, false),
  /** The data folder takes no more of a transaction that is larger than memory. */
  SPILL_FAILED(3, false),
  /** A defect of Baton's. */
  INTERNAL(3, false);

  private final int exitCode;
  private final boolean retried;

  ErrorCode(int exitCode, boolean retried) {
    this.exitCode = exitCode;
    this.retried = retried;
  }

  /** What a command that ends with this error exits with. */
  public int exitCode() {
    return exitCode;
  }

  /** Whether a running stream tries again by itself. */
  public boolean retried() {
    return retried;
  }
}
