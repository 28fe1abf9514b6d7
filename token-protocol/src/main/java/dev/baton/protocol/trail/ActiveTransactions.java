package dev.baton.protocol.trail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The active-transaction list: the transactions open at a site at one instant. Lists come from the
 * database ({@link #fromDatabase}), from reading a trail ({@link TrailActivity}), or from searching
 * a trail back past an abort timer ({@link TrailSearch}).
 *
 * <p><b>Membership means not visible</b>: a transaction is on the list when it is listed, or when
 * its id is {@code xmax} or more. PostgreSQL's {@code xmax} is one past the highest id that has
 * <em>ended</em>, so the newest open transactions are at or above it and missing from the
 * snapshot's own list. Taking membership for "is listed" loses exactly them.
 *
 * <p>Only top-level transactions are listed. A row's {@code xmin} can be a subtransaction's id, so
 * the list is asked about ids of transactions as the trail tells them, never about a row's.
 *
 * @param xmin every id before it has ended, but for what is listed
 * @param xmax every id from it on was open or not begun
 * @param listed those known to be open, ascending, each once; may hold ids from {@code xmax} on
 */
public record ActiveTransactions(
    TransactionId xmin, TransactionId xmax, List<TransactionId> listed) {

  /**
   * How many a list may hold. A server's connections and prepared transactions are its open
   * transactions; PostgreSQL's default is 100, and a server of several thousand is rare.
   */
  public static final int MOST_LISTED = 8192;

  /** Nothing is open, and nothing was ever begun. */
  public static final ActiveTransactions NONE =
      new ActiveTransactions(TransactionId.FIRST, TransactionId.FIRST, List.of());

  /**
   * Copies and checks the list.
   *
   * @throws IllegalArgumentException when it is longer than {@link #MOST_LISTED}, not ascending, or
   *     {@code xmin} is after {@code xmax}
   */
  public ActiveTransactions {
    if (listed.size() > MOST_LISTED) {
      throw new IllegalArgumentException(
          "a list holds at most %d open transactions, not %d"
              .formatted(MOST_LISTED, listed.size()));
    }
    if (xmax.isBefore(xmin)) {
      throw new IllegalArgumentException("xmin %s is after xmax %s".formatted(xmin, xmax));
    }
    listed = List.copyOf(listed);
    for (int i = 1; i < listed.size(); i++) {
      if (!listed.get(i - 1).isBefore(listed.get(i))) {
        throw new IllegalArgumentException("the ids of a list ascend, each once");
      }
    }
  }

  /**
   * The list as the database tells it.
   *
   * <p>Read the snapshot first and the two others after it. What was open at the snapshot and is
   * not listed then has ended, so its commit, if any, lies before whatever is written next; what is
   * listed without having been open waits for nothing but its own end. The other order would miss a
   * transaction that took its id in between.
   *
   * @param snapshot {@code pg_current_snapshot()} as text, {@code xmin:xmax:id,id,…}
   * @param openIds ids of the sessions with one ({@code pg_stat_activity.backend_xid}): the newest
   *     stand in no snapshot
   * @param preparedIds ids of prepared transactions, which have no session and outlive any timer
   * @throws IllegalArgumentException when the snapshot is none, or more than {@link #MOST_LISTED}
   *     transactions are open
   */
  public static ActiveTransactions fromDatabase(
      String snapshot, Collection<TransactionId> openIds, Collection<TransactionId> preparedIds) {
    String[] parts = snapshot.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "a snapshot looks like xmin:xmax:id,id, not '" + snapshot + "'");
    }
    TreeSet<TransactionId> listed = new TreeSet<>(openIds);
    listed.addAll(preparedIds);
    if (!parts[2].isEmpty()) {
      for (String id : parts[2].split(",")) {
        listed.add(TransactionId.parse(id));
      }
    }
    return new ActiveTransactions(
        TransactionId.parse(parts[0]), TransactionId.parse(parts[1]), new ArrayList<>(listed));
  }

  /** Whether a reader with this list as its snapshot cannot see what the transaction wrote. */
  public boolean contains(TransactionId id) {
    return !id.isBefore(xmax) || lists(id);
  }

  /** Whether the transaction is known to have been open. */
  public boolean lists(TransactionId id) {
    int low = 0;
    int high = listed.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = listed.get(middle).compareTo(id);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }
}
