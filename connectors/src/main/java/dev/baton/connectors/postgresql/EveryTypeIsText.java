package dev.baton.connectors.postgresql;

import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import org.postgresql.core.Oid;

/**
 * Tells Debezium that whatever a column's type is, it is text. So the text that the server wrote
 * passes unaltered: Debezium's own reading of it loses intervals, far dates, zones and infinities,
 * and finds types by name alone, whose schema it does not know.
 */
final class EveryTypeIsText extends TypeRegistry {

  EveryTypeIsText(PostgresConnection catalog) {
    super(catalog);
  }

  @Override
  public PostgresType get(int oid) {
    return super.get(Oid.TEXT);
  }

  @Override
  public PostgresType get(String name) {
    return super.get(Oid.TEXT);
  }
}
