package dev.baton.engine.apply.lane;

import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;

/**
 * Consecutive whole source transactions, applied as one target transaction.
 *
 * @param parts those with changes, in source order; none when only the position moves on
 * @param position up to which the source is applied once the group is
 * @param commitMicros commit time at the source of the last transaction, microseconds since 1970
 * @param transactions source transactions with changes
 * @param rows row changes read
 */
public record Group(
    List<TransactionPart> parts,
    SourcePosition position,
    long commitMicros,
    int transactions,
    long rows) {
  public Group {
    parts = List.copyOf(parts);
  }

  /** About how much memory its changes take. */
  public long bytes() {
    long sum = 0;
    for (TransactionPart part : parts) {
      sum += part.bytes();
    }
    return sum;
  }
}
