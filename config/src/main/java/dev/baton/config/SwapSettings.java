package dev.baton.config;

/**
 * What a swap does unless its command line says otherwise. Times in milliseconds.
 *
 * @param slot where the new engine's read position comes from
 * @param cut what divides the two engines' work; always {@code TOKEN} with a fresh slot
 * @param tokens in what form tokens travel in a source's trail
 */
public record SwapSettings(
    long deadlineMillis,
    DeadlinePolicy onDeadline,
    long confirmMillis,
    Slot slot,
    Cut cut,
    Tokens tokens) {

  /** With a copied slot, cut at a boundary. */
  public SwapSettings(long deadlineMillis, DeadlinePolicy onDeadline, long confirmMillis) {
    this(deadlineMillis, onDeadline, confirmMillis, Slot.COPIED, Cut.BOUNDARY, Tokens.MESSAGE);
  }

  /** What happens to a swap whose blockers are still open at its deadline. */
  public enum DeadlinePolicy {
    WAIT,
    ABORT,
    CANCEL_BLOCKERS
  }

  /** Where the new engine's read position comes from. */
  public enum Slot {
    /** It is a copy of the current engine's: open transactions delay nothing. */
    COPIED,
    /** It is made anew, which waits for the transactions open then. */
    FRESH
  }

  /** What divides the two engines' work. */
  public enum Cut {
    /** The current engine's next commit boundary, however far behind it is. */
    BOUNDARY,
    /** A token in the trail. */
    TOKEN
  }

  /** In what form tokens travel in a trail. */
  public enum Tokens {
    /** As messages, where the trail takes them. */
    MESSAGE,
    /** As rows of {@code baton.token}. */
    ROW
  }
}
