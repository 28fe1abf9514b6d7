package dev.baton.engine.cli;

/** What commands exit with; a promise to scripts. */
final class ExitCode {
  static final int DONE = 0;

  /** The job's own answer is no. */
  static final int NO = 1;

  /** Usage or settings. */
  static final int USAGE = 2;

  /** A database cannot be reached or refuses. */
  static final int UNAVAILABLE = 3;

  /** Another engine owns the stream. */
  static final int FENCED = 4;

  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
