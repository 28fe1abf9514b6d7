package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.flow.TargetTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells which columns a set update writes: all but what finds the row and what the row leaves
 * alone.
 */
final class WrittenColumns {
  private final int width;
  private final List<Integer> matched;
  private final List<Integer> usual;

  WrittenColumns(TargetTable table) {
    this.width = table.columns().size();
    this.matched = table.matched();
    this.usual = without(new Object[width]);
  }

  List<Integer> of(Object[] after) {
    for (Object value : after) {
      if (value == Unchanged.VALUE) {
        return without(after);
      }
    }
    return usual;
  }

  private List<Integer> without(Object[] after) {
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < after.length; i++) {
      if (after[i] != Unchanged.VALUE && !matched.contains(i)) {
        written.add(i);
      }
    }
    return List.copyOf(written);
  }
}
