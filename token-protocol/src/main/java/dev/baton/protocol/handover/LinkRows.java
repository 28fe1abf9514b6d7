package dev.baton.protocol.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one swap, as an actor read them. The rows lie at different sites, so by the time an
 * event is judged they may have moved on; {@link LinkOrder} says why that does no harm.
 *
 * @param streams names of all streams of the link, in their order: the first decides
 * @param rows the rows of this swap's id that exist, in any order
 */
public record LinkRows(List<String> streams, List<Handover> rows) {
  public LinkRows {
    streams = List.copyOf(streams);
    rows = List.copyOf(rows);
  }

  /** Of a link with this one stream. */
  public static LinkRows only(Handover row) {
    return new LinkRows(List.of(row.terms().stream()), List.of(row));
  }

  /** The row of a stream; empty when it was not offered yet. */
  public Optional<Handover> row(String stream) {
    for (Handover row : rows) {
      if (row.terms().stream().equals(stream)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** The row of the stream that decides; empty when nothing was offered yet. */
  public Optional<Handover> first() {
    return row(streams.getFirst());
  }

  /** The same with one row as it is now, under its lock. */
  public LinkRows with(Handover locked) {
    List<Handover> changed = new ArrayList<>(rows.size() + 1);
    for (Handover row : rows) {
      if (!row.terms().stream().equals(locked.terms().stream())) {
        changed.add(row);
      }
    }
    changed.add(locked);
    return new LinkRows(streams, changed);
  }

  /** Place of a stream in the order; 0 is the one that decides. */
  public int place(String stream) {
    int place = streams.indexOf(stream);
    if (place < 0) {
      throw new IllegalArgumentException("stream " + stream + " is none of " + streams);
    }
    return place;
  }
}
