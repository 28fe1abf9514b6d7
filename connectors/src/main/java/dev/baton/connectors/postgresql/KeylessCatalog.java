package dev.baton.connectors.postgresql;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.TableId;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;

/**
 * A catalog in which no table has a key. Debezium would make a key of each record from it, print it
 * for its metrics, and split an update of it in two; Baton finds rows by the replica identity,
 * which is in the images.
 */
final class KeylessCatalog extends PostgresConnection {

  KeylessCatalog(PostgresConnectorConfig config, TypeRegistry types) {
    super(config, types, CONNECTION_GENERAL);
  }

  /** None, in a list that Debezium may change. */
  @Override
  public List<String> readPrimaryKeyNames(DatabaseMetaData metadata, TableId table) {
    return new ArrayList<>();
  }

  /** None, in a list that Debezium may change. */
  @Override
  public List<String> readTableUniqueIndices(DatabaseMetaData metadata, TableId table) {
    return new ArrayList<>();
  }
}
