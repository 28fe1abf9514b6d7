package dev.baton.connectors.postgresql;

import dev.baton.connectors.change.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one PostgreSQL database holds: every table, view and foreign table outside the system's
 * schemas, Baton's own among them. A picture of one instant; read it again to see later changes.
 */
public final class Catalog {
  private final Map<TableName, TableDescription> tables;

  private Catalog(Map<TableName, TableDescription> tables) {
    this.tables = Collections.unmodifiableMap(tables);
  }

  /**
   * Reads it all in one round trip. Any role may: the catalog is open to everybody. Outside a
   * repeatable-read transaction, what is altered during the reading may show in part.
   */
  public static Catalog read(Connection connection) throws SQLException {
    Map<TableName, TableDescription> tables = new LinkedHashMap<>();
    for (TableDescription table : new CatalogReading().read(connection)) {
      tables.put(table.name(), table);
    }
    return new Catalog(tables);
  }

  /** All of them, by schema and name. */
  public Collection<TableDescription> tables() {
    return tables.values();
  }

  /** The table of that name. */
  public Optional<TableDescription> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }

  /** The partitions that hold a partitioned table's rows, however deep; none for other tables. */
  public List<TableDescription> leaves(TableName partitioned) {
    return tables.values().stream()
        .filter(table -> table.kind() != TableDescription.Kind.PARTITIONED)
        .filter(table -> isBelow(table, partitioned))
        .toList();
  }

  private boolean isBelow(TableDescription table, TableName ancestor) {
    for (Optional<TableName> parent = table.partitionOf();
        parent.isPresent();
        parent = table(parent.get()).flatMap(TableDescription::partitionOf)) {
      if (parent.get().equals(ancestor)) {
        return true;
      }
    }
    return false;
  }
}
