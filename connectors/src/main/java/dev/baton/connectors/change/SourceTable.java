package dev.baton.connectors.change;

import java.util.List;

/**
 * A source table as it stood when a change was written: the schema version the change carries. One
 * instance per version, so identity tells whether two changes share it. Two versions may be alike
 * in all that is said here: their types may differ, or nothing.
 *
 * @param columns names in the order in which row images hold their values
 */
public record SourceTable(TableName name, List<String> columns) {
  public SourceTable {
    columns = List.copyOf(columns);
  }
}
