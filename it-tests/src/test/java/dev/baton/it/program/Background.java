package dev.baton.it.program;

import java.util.concurrent.Executor;

/**
 * Where a test does something beside itself. Tests share one process, and its common pool is small.
 */
public final class Background {
  /** A thread for each task. */
  public static final Executor EXECUTOR = task -> Thread.ofVirtual().name("beside").start(task);

  private Background() {}
}
