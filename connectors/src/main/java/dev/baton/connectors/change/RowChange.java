package dev.baton.connectors.change;

import java.util.List;

/**
 * One change of one row, or a truncation. A row image holds one value per column of {@link
 * SourceTable#columns()}: the database's own text form, {@code null} for SQL null, or {@link
 * Unchanged#VALUE}.
 *
 * <p>Images are plain arrays on the hot path: whoever holds the change owns them, and nobody writes
 * to them after the reader.
 */
public sealed interface RowChange {

  /** The table at the source. */
  SourceTable table();

  /** About how many bytes the change holds in memory. */
  int bytes();

  /** A new row. */
  record Insert(SourceTable table, Object[] after, int bytes) implements RowChange {}

  /**
   * A changed row.
   *
   * @param before the row's identity before the change: whole under full replica identity, else
   *     only the identity's columns (the others null); {@code null} when the identity did not
   *     change and the trail says no more, and then {@code after} has it
   * @param after the row after the change; a large value that did not change is {@link
   *     Unchanged#VALUE}
   */
  record Update(SourceTable table, Object[] before, Object[] after, int bytes)
      implements RowChange {}

  /** A row gone; {@code before} as with {@link Update}, never {@code null}. */
  record Delete(SourceTable table, Object[] before, int bytes) implements RowChange {}

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
      return 64;
    }
  }
}
