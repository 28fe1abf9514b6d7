package dev.baton.engine.stream;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.apply.lane.Group;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** Source transactions made by hand, at positions that count up from one given. */
final class History {
  private long position;
  private long transactionId = 1_000;

  History(SourcePosition from) {
    this.position = from.value();
  }

  TransactionPart whole(RowChange... changes) {
    return whole(List.of(changes));
  }

  TransactionPart whole(List<RowChange> changes) {
    return part(++transactionId, changes, true, true);
  }

  /** One transaction in as many parts as there are lists. */
  List<TransactionPart> inParts(List<List<RowChange>> parts) {
    long id = ++transactionId;
    List<TransactionPart> made = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      made.add(part(id, parts.get(i), i == 0, i == parts.size() - 1));
    }
    return made;
  }

  private TransactionPart part(long id, List<RowChange> changes, boolean first, boolean last) {
    SourcePosition end = last ? new SourcePosition(position += 100) : SourcePosition.NONE;
    return new TransactionPart(
        id, 1_700_000_000_000_000L, changes, first, last, end, 100L * changes.size());
  }

  static Group group(TransactionPart... parts) {
    return group(List.of(parts));
  }

  /** All of them as one group. */
  static Group group(List<TransactionPart> parts) {
    return new Group(
        parts,
        parts.getLast().position(),
        parts.getLast().commitMicros(),
        parts.size(),
        parts.stream().mapToLong(part -> part.changes().size()).sum());
  }
}
