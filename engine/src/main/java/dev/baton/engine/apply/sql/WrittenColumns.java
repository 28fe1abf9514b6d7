package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.engine.flow.TargetTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which columns a set update writes: all but what finds the row and what the row leaves
 * alone. Owned by one lane.
 */
final class WrittenColumns {
  private final TargetTable table;
  private final List<Integer> matched;
  private final Map<BitSet, Mask> known = new HashMap<>();
  private final Map<List<Integer>, Mask> masks = new HashMap<>();
  private final Mask usual;

  /** Which columns are written. There is one for each such choice of a table's, so it is itself. */
  static final class Mask {
    private final List<Integer> places;

    private Mask(List<Integer> places) {
      this.places = List.copyOf(places);
    }

    /** Places among the target's columns. */
    List<Integer> places() {
      return places;
    }
  }

  WrittenColumns(TargetTable table) {
    this.table = table;
    this.matched = table.matched();
    this.usual = without(new BitSet());
  }

  Mask of(RowImage after) {
    for (int i = 0; i < after.columns(); i++) {
      if (after.isUnchanged(i)) {
        return known.computeIfAbsent(leftAlone(after, i), this::without);
      }
    }
    return usual;
  }

  private static BitSet leftAlone(RowImage after, int first) {
    BitSet columns = new BitSet(after.columns());
    for (int i = first; i < after.columns(); i++) {
      if (after.isUnchanged(i)) {
        columns.set(i);
      }
    }
    return columns;
  }

  private Mask without(BitSet leftAlone) {
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!leftAlone.get(table.source(i)) && !matched.contains(i)) {
        written.add(i);
      }
    }
    return masks.computeIfAbsent(written, Mask::new);
  }
}
