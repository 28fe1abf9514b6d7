package dev.baton.connectors.change;

import java.util.Objects;

/** A table's name at one site, exactly as the catalog has it: never quoted, never folded. */
public record TableName(String schema, String table) {
  public TableName {
    Objects.requireNonNull(schema);
    Objects.requireNonNull(table);
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
