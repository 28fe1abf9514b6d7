package dev.baton.connectors.postgresql;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Debezium's PostgreSQL connector, reading every value as the text the server wrote. Debezium makes
 * it by name.
 */
@SuppressWarnings("unchecked") // what it inherits overrides a generic method with a raw one
public final class TextConnector extends PostgresConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return TextConnectorTask.class;
  }
}
