package dev.baton.connectors.change;

import java.util.List;

/**
 * A source table as it stood when a change was written: the schema version the change carries. One
 * instance per version, so identity tells whether two changes share it. Two versions may be alike
 * in all that is said here: their types may differ, or nothing.
 *
 * @param columns names in the order in which row images hold their values
 * @param definition of the catalog's when the trail described the table: another one once it was
 *     altered; empty where the reader does not know it
 */
public record SourceTable(TableName name, List<String> columns, String definition) {
  public SourceTable {
    columns = List.copyOf(columns);
  }

  /** A version whose definition is not known. */
  public SourceTable(TableName name, List<String> columns) {
    this(name, columns, "");
  }
}
