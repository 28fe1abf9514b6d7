package dev.baton.protocol.trail;

import java.util.List;

/**
 * The transactions of a list that a new reader cannot see from their beginning: the current engine
 * must have replicated each of them before the stream may be cut.
 *
 * <p>Why it is enough to wait for these: whatever commits after the cut is on the new engine's
 * reader. Such a transaction was either open when the list was made, or began later. Began later
 * means after the reader, so the reader sees it whole. Was open means listed, and then either the
 * reader sees it whole or it is waited for, so it ended before the cut: a contradiction. A
 * transaction that was open without an id had written nothing, and counts as begun later.
 *
 * <p>Whether one of them has ended is a question to the database, never to the trail: a commit can
 * stand in the trail before the token while its transaction is still active (it waits for a
 * synchronous standby), and would be waited for without end.
 *
 * @param ids ascending, each once
 */
public record WaitSet(List<TransactionId> ids) {
  /** Nothing to wait for. */
  public static final WaitSet NOTHING = new WaitSet(List.of());

  public WaitSet {
    ids = List.copyOf(ids);
  }

  /**
   * Of a reader whose position is a copy of the current engine's: it decodes all that engine
   * decodes, so an hour-old open transaction delays nothing.
   */
  public static WaitSet ofCopiedPosition() {
    return NOTHING;
  }

  /** Of a reader about which nothing is known but that it began before the list was made. */
  public static WaitSet ofFreshPosition(ActiveTransactions list) {
    return new WaitSet(list.listed());
  }

  /**
   * Of a reader that has a snapshot of its own, made once its position existed. What the snapshot
   * sees has ended; what it does not see may have begun before it. So a listed transaction at or
   * above the snapshot's {@code xmax} is waited for as well: waiting for one too many costs time,
   * for one too few a commit.
   */
  public static WaitSet ofReaderWith(ActiveTransactions snapshot, ActiveTransactions list) {
    return new WaitSet(list.listed().stream().filter(snapshot::contains).toList());
  }

  /**
   * Of a reader that begins at a position of a trail which tells where each transaction began.
   *
   * @param activity what was read of that trail; its list is the token's
   */
  public static WaitSet ofReaderFrom(SourcePosition position, TrailActivity activity) {
    return new WaitSet(activity.openSince(position));
  }

  /** Whether none is left of it among those the database still shows as active. */
  public boolean isOver(ActiveTransactions now) {
    return ids.stream().noneMatch(now::lists);
  }

  /** Whether there is nothing to wait for. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }
}
