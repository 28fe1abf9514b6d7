package dev.baton.engine.route;

import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.UniqueIndex;
import dev.baton.engine.flow.TargetColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds what must be unique in a target table, where that can be told by comparing texts: then two
 * changes of the table meet only if they have a text in common. Stateless.
 */
final class UniqueValues {
  private static final int NO_MODIFIER = -1;

  /** Types of which equal values always have the same text. */
  private static final Set<String> ONE_TEXT =
      Set.of(
          "bool",
          "bytea",
          "date",
          "int2",
          "int4",
          "int8",
          "oid",
          "text",
          "time",
          "timestamp",
          "timestamptz",
          "uuid",
          "varchar");

  /** Those of which that holds under a fixed scale or length. */
  private static final Set<String> ONE_TEXT_IF_FIXED = Set.of("bpchar", "numeric");

  private UniqueValues() {}

  /**
   * The key and the columns of every unique index, each as places in {@code columns}.
   *
   * @param stored the table and its partitions
   * @param columns of the table that are written
   * @param key places that identify a row, each row by its own
   * @return the key first; empty where texts do not tell everything
   */
  static List<List<Integer>> of(
      List<TableDescription> stored, List<TargetColumn> columns, List<Integer> key) {
    Set<List<Integer>> all = new LinkedHashSet<>();
    all.add(key.stream().sorted().toList());
    for (TableDescription table : stored) {
      if (table.exclusions() || !key.stream().allMatch(place -> isOneText(table, columns, place))) {
        return List.of();
      }
      for (UniqueIndex index : table.uniqueIndexes()) {
        Optional<List<Integer>> places = places(table, index, columns);
        if (places.isEmpty()) {
          return List.of();
        }
        all.add(places.get());
      }
    }
    return List.copyOf(all);
  }

  private static Optional<List<Integer>> places(
      TableDescription table, UniqueIndex index, List<TargetColumn> columns) {
    if (index.expressions() || !index.nullsDistinct() || !index.byText()) {
      return Optional.empty();
    }
    List<Integer> places = new ArrayList<>();
    for (String name : index.columns()) {
      int place =
          IntStream.range(0, columns.size())
              .filter(i -> columns.get(i).name().equals(name))
              .findFirst()
              .orElse(-1);
      if (place < 0 || !isOneText(table, columns, place)) {
        return Optional.empty();
      }
      places.add(place);
    }
    return Optional.of(places.stream().sorted().toList());
  }

  private static boolean isOneText(TableDescription table, List<TargetColumn> columns, int place) {
    return table.column(columns.get(place).name()).filter(UniqueValues::isOneText).isPresent();
  }

  private static boolean isOneText(Column column) {
    return column.typeSchema().equals("pg_catalog")
        && (ONE_TEXT.contains(column.typeName())
            || ONE_TEXT_IF_FIXED.contains(column.typeName())
                && column.typeModifier() != NO_MODIFIER);
  }
}
