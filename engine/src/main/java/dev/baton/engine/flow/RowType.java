package dev.baton.engine.flow;

import java.util.List;

/**
 * The row type of a target table, as its catalog told.
 *
 * @param fields for each of the table's columns, in the order of their numbers, its place in {@link
 *     TargetTable#columns()}; -1 where it is not written. None where rows cannot be written as
 *     literals of the type
 * @param shape names and types of the columns: where they were altered meanwhile, another one
 */
public record RowType(List<Integer> fields, String shape) {
  public RowType {
    fields = List.copyOf(fields);
  }

  /** How {@link #shape} tells one column. */
  public static String column(String name, String typeSchema, String typeName, int modifier) {
    return name.codePointCount(0, name.length())
        + " "
        + name
        + " "
        + typeSchema
        + "."
        + typeName
        + " "
        + modifier;
  }
}
