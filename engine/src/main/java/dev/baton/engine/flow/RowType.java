package dev.baton.engine.flow;

import java.util.List;

/**
 * The row type of a target table, where rows may be written as literals of it.
 *
 * @param fields for each of the table's columns, in the order of their numbers, its place in {@link
 *     TargetTable#columns()}; -1 where it is not written
 * @param shape names and modifiers of the columns, as {@code pg_attribute} tells them: a table that
 *     was altered meanwhile has another one
 */
public record RowType(List<Integer> fields, String shape) {
  public RowType {
    fields = List.copyOf(fields);
  }

  /** How {@link #shape} tells one column. */
  public static String column(String name, int modifier) {
    return name + " " + modifier;
  }
}
