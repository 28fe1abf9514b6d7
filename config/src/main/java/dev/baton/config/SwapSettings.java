package dev.baton.config;

/** What a swap does unless its command line says otherwise. Times in milliseconds. */
public record SwapSettings(long deadlineMillis, DeadlinePolicy onDeadline, long confirmMillis) {

  /** What happens to a swap whose blockers are still open at its deadline. */
  public enum DeadlinePolicy {
    WAIT,
    ABORT,
    CANCEL_BLOCKERS
  }
}
