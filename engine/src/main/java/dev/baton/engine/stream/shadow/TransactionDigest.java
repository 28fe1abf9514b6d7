package dev.baton.engine.stream.shadow;

import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written at the target for one source transaction, as digests in hex.
 *
 * @param position the end of the transaction's commit in the trail
 * @param transactionId as the trail tells it
 * @param whole of everything, in its order
 * @param tables of what is written to each target table, in the order in which they are first met:
 *     name, equals sign, digest; after the first {@value #MOST_TABLES} one entry for all others
 */
public record TransactionDigest(
    SourcePosition position, long transactionId, String whole, List<String> tables) {
  static final int MOST_TABLES = 64;
  private static final int BYTES = 160;
  private static final int BYTES_OF_TABLE = 128;

  public TransactionDigest {
    tables = List.copyOf(tables);
  }

  /** About how many bytes it holds in memory. */
  long bytes() {
    return BYTES + (long) BYTES_OF_TABLE * tables.size();
  }

  /** Names the transaction and where in it another engine's work differs from this. */
  public String difference(TransactionDigest other) {
    List<String> differing = new ArrayList<>(tables);
    differing.removeAll(other.tables());
    if (differing.isEmpty()) {
      differing.addAll(other.tables());
      differing.removeAll(tables);
    }
    return this + ", " + (differing.isEmpty() ? "in the order of its changes" : in(differing));
  }

  /** Names the transaction and its first table. */
  public String named() {
    return tables.isEmpty() ? toString() : this + ", " + in(tables);
  }

  private static String in(List<String> tables) {
    String first = tables.getFirst();
    return "in table " + first.substring(0, first.lastIndexOf('='));
  }

  /** Where it is in the trail. */
  @Override
  public String toString() {
    return "transaction " + transactionId + " at source position " + position;
  }
}
