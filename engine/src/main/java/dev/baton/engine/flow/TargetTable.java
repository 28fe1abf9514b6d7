package dev.baton.engine.flow;

import dev.baton.connectors.change.TableName;
import java.util.List;

/**
 * A target table as the changes of one source schema version are written to it.
 *
 * @param columns those that are written: generated ones are left out
 * @param key places in {@code columns} that identify a row; all of them when {@code wholeRow}
 * @param wholeRow whether nothing but the whole row identifies a row, and there may be twins
 * @param inSets whether changes may be collapsed and written in sets; false where triggers must see
 *     every change, or where rows have no key
 * @param overridesIdentity whether a column is generated always as identity
 */
public record TargetTable(
    TableName name,
    List<TargetColumn> columns,
    List<Integer> key,
    boolean wholeRow,
    boolean inSets,
    boolean overridesIdentity) {
  public TargetTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** The values of a row image in the order of {@link #columns}. */
  public Object[] values(Object[] image) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = image[columns.get(i).sourceIndex()];
    }
    return values;
  }
}
