package dev.baton.protocol.trail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes an active-transaction list by searching a trail back from a token, for databases that do
 * not tell their open transactions but abort each after a time: what has not ended before the token
 * and is younger than the abort timer may be open; what is older cannot be.
 *
 * <p>Feed the records from the token backwards until {@link #isComplete}. Prepared transactions
 * outlive any timer and are given by hand. One owner, one thread.
 */
public final class TrailSearch {
  /** How many ends the search remembers: those within one abort timer. Beyond it, ask another. */
  public static final int MOST_ENDED = 1 << 20;

  private final long oldestMillis;
  private final Set<TransactionId> ended = new HashSet<>();
  private final TreeSet<TransactionId> open = new TreeSet<>();
  private TransactionId highest = TransactionId.FIRST;
  private boolean complete;

  /**
   * A search from a token.
   *
   * @param tokenMillis time of the token by the source's clock, milliseconds since 1970
   * @param abortTimerMillis after how long the database ends a transaction by itself, counted from
   *     its first record; add the clock's error to it
   * @param prepared transactions that are prepared and not ended
   */
  public TrailSearch(long tokenMillis, long abortTimerMillis, Collection<TransactionId> prepared) {
    oldestMillis = tokenMillis - abortTimerMillis;
    open.addAll(prepared);
    prepared.forEach(this::seen);
  }

  /**
   * A record that ends its transaction: a commit or an abort.
   *
   * @throws IllegalStateException when more than {@link #MOST_ENDED} ended within the abort timer
   */
  public void end(TransactionId id, long recordMillis) {
    if (reaches(recordMillis)) {
      seen(id);
      ended.add(id);
      if (ended.size() > MOST_ENDED) {
        throw new IllegalStateException(
            "more than %d transactions ended within the abort timer".formatted(MOST_ENDED));
      }
    }
  }

  /**
   * Any other record of a top-level transaction.
   *
   * @throws IllegalStateException when more than {@link ActiveTransactions#MOST_LISTED} are open
   */
  public void record(TransactionId id, long recordMillis) {
    if (reaches(recordMillis)) {
      seen(id);
      if (!ended.contains(id)) {
        open.add(id);
      }
      if (open.size() > ActiveTransactions.MOST_LISTED) {
        throw new IllegalStateException(
            "more than %d transactions are open".formatted(ActiveTransactions.MOST_LISTED));
      }
    }
  }

  /** The trail begins here; nothing is older. */
  public void start() {
    complete = true;
  }

  /** Whether the search has passed the abort timer. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * The list.
   *
   * @throws IllegalStateException while the search is not complete
   */
  public ActiveTransactions list() {
    if (!complete) {
      throw new IllegalStateException("the search has not passed the abort timer yet");
    }
    TransactionId next = highest.next();
    return new ActiveTransactions(
        open.isEmpty() ? next : open.first(), next, new ArrayList<>(open));
  }

  private boolean reaches(long recordMillis) {
    complete |= recordMillis < oldestMillis;
    return !complete;
  }

  private void seen(TransactionId id) {
    if (highest.isBefore(id)) {
      highest = id;
    }
  }
}
