package dev.baton.connectors.change;

import java.util.List;

/** One change of one row, or a truncation. */
public sealed interface RowChange {

  /** The table at the source. */
  SourceTable table();

  /** About how many bytes the change holds in memory. */
  int bytes();

  /** A new row. */
  record Insert(SourceTable table, RowImage after) implements RowChange {
    @Override
    public int bytes() {
      return OVERHEAD_BYTES + after.bytes();
    }
  }

  /**
   * A changed row.
   *
   * @param before the row's identity before the change: whole under full replica identity, else
   *     only the identity's columns (the others null); {@code null} when the identity did not
   *     change and the trail says no more, and then {@code after} has it
   * @param after the row after the change; a large value that did not change may be left out
   */
  record Update(SourceTable table, RowImage before, RowImage after) implements RowChange {
    @Override
    public int bytes() {
      return OVERHEAD_BYTES + after.bytes() + (before == null ? 0 : before.bytes());
    }
  }

  /** A row gone; {@code before} as with {@link Update}, never {@code null}. */
  record Delete(SourceTable table, RowImage before) implements RowChange {
    @Override
    public int bytes() {
      return OVERHEAD_BYTES + before.bytes();
    }
  }

  /** Tables emptied by one statement. */
  record Truncate(List<SourceTable> tables) implements RowChange {
    public Truncate {
      tables = List.copyOf(tables);
    }

    @Override
    public SourceTable table() {
      return tables.getFirst();
    }

    @Override
    public int bytes() {
      return OVERHEAD_BYTES + 32;
    }
  }

  /** The change itself, and its place in a list. */
  int OVERHEAD_BYTES = 32;
}
