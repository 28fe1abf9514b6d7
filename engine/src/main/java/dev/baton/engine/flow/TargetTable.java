package dev.baton.engine.flow;

import dev.baton.connectors.change.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A target table as the changes of one source schema version are written to it.
 *
 * @param columns those that are written: generated ones are left out
 * @param key places in {@code columns} that identify a row; all of them when {@code wholeRow}
 * @param wholeRow whether nothing but the whole row identifies a row, and there may be twins
 * @param inSets whether changes may be collapsed and written in sets; false where triggers must see
 *     every change
 * @param numbered places in {@code columns} that the server numbers itself (identity, always): an
 *     insert overrides them, no update may set them
 * @param uniques the key, then what else must be unique, each as places in {@code columns}: changes
 *     that have none of these values in common do not meet. Empty where that is not known
 * @param rowType empty where it is not known
 * @param partitioned whether its rows lie in its partitions; else rows of tables that inherit from
 *     it are not its own
 */
public record TargetTable(
    TableName name,
    List<TargetColumn> columns,
    List<Integer> key,
    boolean wholeRow,
    boolean inSets,
    List<Integer> numbered,
    List<List<Integer>> uniques,
    Optional<RowType> rowType,
    boolean partitioned) {
  public TargetTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    numbered = List.copyOf(numbered);
    uniques = List.copyOf(uniques);
  }

  /** What an update's row is found by: the key, and what no update may set. */
  public List<Integer> matched() {
    return IntStream.concat(
            key.stream().mapToInt(place -> place),
            numbered.stream().filter(place -> !key.contains(place)).mapToInt(place -> place))
        .boxed()
        .toList();
  }

  /** Where row images have the value of the column at a place in {@link #columns}. */
  public int source(int place) {
    return columns.get(place).sourceIndex();
  }
}
