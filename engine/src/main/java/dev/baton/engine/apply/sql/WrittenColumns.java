package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.engine.flow.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Tells which columns a set update writes: all but what finds the row and what the row leaves
 * alone. Owned by one lane.
 */
final class WrittenColumns {
  private final TargetTable table;
  private final List<Integer> matched;
  private final List<Integer> usual;

  WrittenColumns(TargetTable table) {
    this.table = table;
    this.matched = table.matched();
    this.usual = without(column -> false);
  }

  /** Places among the target's columns. */
  List<Integer> of(RowImage after) {
    for (int i = 0; i < after.columns(); i++) {
      if (after.isUnchanged(i)) {
        return without(after::isUnchanged);
      }
    }
    return usual;
  }

  private List<Integer> without(IntPredicate leftAlone) {
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!leftAlone.test(table.columns().get(i).sourceIndex()) && !matched.contains(i)) {
        written.add(i);
      }
    }
    return List.copyOf(written);
  }
}
