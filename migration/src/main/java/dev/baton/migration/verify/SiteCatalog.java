package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.TableDescription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one site holds that can be compared: its tables, and how their text columns sort. */
final class SiteCatalog {
  /**
   * How each column with a collation sorts: provider, locale and version. The catalogs are read as
   * json because their columns have other names from version to version.
   */
  private static final String ORDERS =
      """
      SELECT n.nspname, r.relname, a.attname,
        CASE WHEN c.collname = 'default' AND c.collnamespace = 'pg_catalog'::regnamespace
          THEN concat_ws('/', d ->> 'datlocprovider', d ->> 'datcollate',
                         d ->> 'datlocale', d ->> 'daticulocale', d ->> 'datcollversion')
          ELSE concat_ws('/', to_jsonb(c) ->> 'collprovider', to_jsonb(c) ->> 'collisdeterministic',
                         to_jsonb(c) ->> 'collcollate', to_jsonb(c) ->> 'colllocale',
                         to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'collversion') END
      FROM pg_attribute a
      JOIN pg_class r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p')
      JOIN pg_namespace n ON n.oid = r.relnamespace
      JOIN pg_collation c ON c.oid = a.attcollation
      CROSS JOIN (SELECT to_jsonb(b) AS d FROM pg_database b WHERE b.datname = current_database()) o
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      """;

  private final Catalog catalog;
  private final Map<TableName, Map<String, String>> orders;
  private final String encoding;

  private SiteCatalog(
      Catalog catalog, Map<TableName, Map<String, String>> orders, String encoding) {
    this.catalog = catalog;
    this.orders = orders;
    this.encoding = encoding;
  }

  static SiteCatalog read(Connection connection) throws SQLException {
    Map<TableName, Map<String, String>> orders = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(ORDERS);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        orders
            .computeIfAbsent(
                new TableName(result.getString(1), result.getString(2)), t -> new HashMap<>())
            .put(result.getString(3), result.getString(4));
      }
    }
    return new SiteCatalog(Catalog.read(connection), orders, encoding(connection));
  }

  /** The encoding in which this site hashes text. */
  String encoding() {
    return encoding;
  }

  /** Tables whose changes are in the audit trail, partitions among them. */
  List<TableDescription> tables() {
    return catalog.tables().stream().filter(TableDescription::publishable).toList();
  }

  Optional<TableDescription> table(TableName name) {
    return catalog.table(name).filter(TableDescription::publishable);
  }

  /** What decides the order of a column's values beside its type; empty where nothing does. */
  String order(TableName table, String column) {
    return orders.getOrDefault(table, Map.of()).getOrDefault(column, "");
  }

  private static String encoding(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SHOW server_encoding");
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getString(1);
    }
  }
}
