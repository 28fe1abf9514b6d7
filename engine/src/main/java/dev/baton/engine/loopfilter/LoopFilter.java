package dev.baton.engine.loopfilter;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Drops replicated transactions and Baton's own rows from a trail. Sees every part of a
 * transaction, in order; owned by one thread.
 *
 * <p>The rule: replicated work carries an origin of the stream that comes back. Where no origin is
 * told, which not every reader does, it is an apply transaction, whose first change inserts a row
 * into the applied log; only Baton's role may write there, so no local transaction looks so. What
 * carries another origin is sent on. Where the server already leaves out what carries a replication
 * origin, only Baton's own rows are left to drop.
 */
public final class LoopFilter {
  private static final String SCHEMA = "baton";
  private static final String APPLIED = "applied";

  private final boolean serverFilters;
  private final Predicate<String> isOwnOrigin;
  private boolean replicated;
  private volatile long filtered;

  /**
   * @param serverFilters the reader asked the server to leave out what carries an origin
   * @param isOwnOrigin whether an origin is of the stream that comes back
   */
  public LoopFilter(boolean serverFilters, Predicate<String> isOwnOrigin) {
    this.serverFilters = serverFilters;
    this.isOwnOrigin = isOwnOrigin;
  }

  /**
   * What is local of a part; the part itself where all of it is. Of a transaction that is dropped
   * only an empty one passes on, at its end, so that its position is still known.
   */
  public Optional<TransactionPart> local(TransactionPart part) {
    if (part.first()) {
      replicated = !serverFilters && isReplicated(part);
      if (replicated) {
        filtered = filtered + 1;
      }
    }
    if (replicated) {
      return part.last() ? Optional.of(emptied(part)) : Optional.empty();
    }
    for (RowChange change : part.changes()) {
      if (isOwn(change)) {
        return Optional.of(withoutOwn(part));
      }
    }
    return Optional.of(part);
  }

  /** Replicated transactions dropped so far. */
  public long filtered() {
    return filtered;
  }

  private boolean isReplicated(TransactionPart first) {
    return first.origin().isEmpty() ? opensWithAppliedRow(first) : isOwnOrigin.test(first.origin());
  }

  private static boolean opensWithAppliedRow(TransactionPart part) {
    return !part.changes().isEmpty()
        && part.changes().getFirst() instanceof RowChange.Insert insert
        && isOwn(insert)
        && insert.table().name().table().equals(APPLIED);
  }

  private static boolean isOwn(RowChange change) {
    return change.table().name().schema().equals(SCHEMA);
  }

  private static TransactionPart emptied(TransactionPart last) {
    return new TransactionPart(
        last.transactionId(), last.commitMicros(), List.of(), true, true, last.position(), 1);
  }

  private static TransactionPart withoutOwn(TransactionPart part) {
    return new TransactionPart(
        part.transactionId(),
        part.commitMicros(),
        part.changes().stream().filter(change -> !isOwn(change)).toList(),
        part.first(),
        part.last(),
        part.position(),
        part.bytes(),
        part.transactions(),
        part.origin());
  }
}
