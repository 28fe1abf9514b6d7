package dev.baton.protocol.trail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Makes active-transaction lists out of a reader's own reading: it watches transactions begin and
 * end as the trail tells them. For trails that tell beginnings and aborts too; PostgreSQL's logical
 * decoding tells only commits, so there the database is asked.
 *
 * <p>The list is complete once every transaction that was open where reading began has ended, or
 * when reading began with a list. A transaction counts from its first record on, which is when it
 * first wrote. One owner, one thread.
 */
public final class TrailActivity {
  /** How many subtransactions are remembered: those of all open transactions. */
  public static final int MOST_NESTED = 1 << 20;

  private final NavigableMap<TransactionId, SourcePosition> open = new TreeMap<>();
  private final Map<TransactionId, TransactionId> parents = new HashMap<>();
  private TransactionId next;

  /** Reading begins at a place where these were open; they began before everything read. */
  public TrailActivity(ActiveTransactions atStart) {
    atStart.listed().forEach(id -> open.put(id, SourcePosition.NONE));
    next = atStart.xmax();
    atStart.listed().forEach(this::seen);
  }

  /**
   * A record of a top-level transaction; only its first counts.
   *
   * @throws IllegalStateException when more than {@link ActiveTransactions#MOST_LISTED} are open
   */
  public void began(TransactionId id, SourcePosition position) {
    seen(id);
    open.putIfAbsent(id, position);
    if (open.size() > ActiveTransactions.MOST_LISTED) {
      throw new IllegalStateException(
          "more than %d transactions are open".formatted(ActiveTransactions.MOST_LISTED));
    }
  }

  /**
   * A record tells that what was taken for a transaction is nested in another: it is never listed,
   * its parent is, from the earlier record of the two on.
   *
   * @throws IllegalStateException when open transactions have more than {@link #MOST_NESTED}
   */
  public void nested(TransactionId child, TransactionId parent, SourcePosition position) {
    SourcePosition childBegan = open.getOrDefault(child, position);
    seen(child);
    open.remove(child);
    began(top(parent), childBegan);
    open.computeIfPresent(
        top(parent), (id, began) -> began.isAfter(childBegan) ? childBegan : began);
    parents.put(child, top(parent));
    if (parents.size() > MOST_NESTED) {
      throw new IllegalStateException(
          "more than %d subtransactions are open".formatted(MOST_NESTED));
    }
  }

  /** A top-level transaction committed or aborted, with all that is nested in it. */
  public void ended(TransactionId id) {
    seen(id);
    open.remove(id);
    parents.values().removeIf(id::equals);
  }

  /** A subtransaction rolled back: its parent goes on. Preparing changes nothing either. */
  public void rolledBack(TransactionId child) {
    parents.remove(child);
  }

  /** What is open now. */
  public ActiveTransactions list() {
    TransactionId first = open.isEmpty() ? next : open.firstKey();
    return new ActiveTransactions(
        first.isBefore(next) ? first : next, next, new ArrayList<>(open.keySet()));
  }

  /** What is open now and began at or before a position: a reader from there lacks its start. */
  public List<TransactionId> openSince(SourcePosition position) {
    return open.entrySet().stream()
        .filter(entry -> !entry.getValue().isAfter(position))
        .map(Map.Entry::getKey)
        .toList();
  }

  private TransactionId top(TransactionId id) {
    return parents.getOrDefault(id, id);
  }

  private void seen(TransactionId id) {
    if (!id.isBefore(next)) {
      next = id.next();
    }
  }
}
