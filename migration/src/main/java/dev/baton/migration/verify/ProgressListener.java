package dev.baton.migration.verify;

/** Told about each step, on the thread that verifies; must not block it. */
@FunctionalInterface
public interface ProgressListener {
  void onStep(VerifyStep step);

  /** For callers that do not care. */
  static ProgressListener none() {
    return step -> {};
  }
}
