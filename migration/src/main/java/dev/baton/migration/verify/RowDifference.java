package dev.baton.migration.verify;

import java.util.List;

/**
 * A row that differs steadily between the sites. Keys are for the operator who asked: show them,
 * never log them.
 *
 * @param key the key columns' values as text, in the key's order; for a table without a key the two
 *     hashes that stand for the row
 */
public record RowDifference(List<String> key, Kind kind) {
  public RowDifference {
    key = List.copyOf(key);
  }

  /** How a row differs. */
  public enum Kind {
    ONLY_AT_FIRST,
    ONLY_AT_SECOND,
    DIFFERENT
  }
}
