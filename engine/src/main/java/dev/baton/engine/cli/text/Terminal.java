package dev.baton.engine.cli.text;

/**
 * Whether standard output and standard error end at a terminal. The launcher knows and says so; the
 * JVM's own answer changes from release to release.
 */
public final class Terminal {
  private Terminal() {}

  /** Whether people read standard output as it comes. */
  public static boolean output() {
    return Boolean.getBoolean("baton.terminal.output");
  }

  /** Whether people read standard error as it comes: only then progress is shown there. */
  public static boolean errors() {
    return Boolean.getBoolean("baton.terminal.errors");
  }
}
