package dev.baton.connectors.change;

import dev.baton.protocol.trail.SourcePosition;
import java.util.List;

/**
 * What a reader hands on, in commit order. Small transactions arrive whole; one larger than the
 * reader's limit arrives as parts, the first and the last marked, with nothing else between.
 * Everything handed on is committed at the source.
 */
public sealed interface TrailEvent {

  /** About how many bytes the event holds in memory; at least 1. */
  long bytes();

  /** Where it ends in the trail; {@link SourcePosition#NONE} where its transaction goes on. */
  SourcePosition position();

  /** When its transaction was committed at the source, microseconds since 1970. */
  long commitMicros();

  /**
   * A source transaction, or a part of one. A large one that is handed on before its end was read
   * has in it whatever committed between its pieces: the target is to commit all of that at once.
   *
   * @param transactionId as the trail tells it (PostgreSQL: 32 bits, without the epoch)
   * @param commitMicros when it was committed at the source, microseconds since 1970; in a part
   *     that is handed on before the end was read, a time after that
   * @param first whether the transaction begins with this part
   * @param last whether it ends with this part
   * @param position the end of the transaction's commit in the trail; {@link SourcePosition#NONE}
   *     in every part but the last
   * @param transactions how many source transactions have changes in it; told by the last part
   * @param origin the replication origin that its session had; empty where it had none, or where
   *     the reader does not tell
   */
  record TransactionPart(
      long transactionId,
      long commitMicros,
      List<RowChange> changes,
      boolean first,
      boolean last,
      SourcePosition position,
      long bytes,
      int transactions,
      String origin)
      implements TrailEvent {

    /** A part of one transaction and no other, without an origin. */
    public TransactionPart(
        long transactionId,
        long commitMicros,
        List<RowChange> changes,
        boolean first,
        boolean last,
        SourcePosition position,
        long bytes) {
      this(transactionId, commitMicros, changes, first, last, position, bytes, 1, "");
    }

    /** Whether the whole transaction is here. */
    public boolean whole() {
      return first && last;
    }
  }

  /**
   * A transactional message in its place in the commit order: a token or a heartbeat. Messages of
   * rolled-back transactions and non-transactional ones never arrive. A token written as a row of
   * {@code baton.token} arrives as such a message too.
   *
   * @param prefix says whose message it is; only Baton's own arrive
   * @param content owned by the receiver
   * @param position the end of the message's transaction in the trail
   */
  record Message(
      String prefix, byte[] content, long transactionId, long commitMicros, SourcePosition position)
      implements TrailEvent {
    /** What says that a message is a token of the handover's protocol. */
    public static final String TOKEN = "baton.token";

    @Override
    public long bytes() {
      return 64L + content.length;
    }

    /** Whether it claims to be a token; anybody can write one that does. */
    public boolean isToken() {
      return prefix.equals(TOKEN);
    }
  }
}
