package dev.baton.connectors.debezium;

import io.debezium.schema.AbstractTopicNamingStrategy;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Properties;

/**
 * Names each table's records by the table itself. Debezium's own strategies look every record's
 * topic up in a shared cache, and give two tables one topic where their names differ only in what a
 * broker cannot carry. Debezium makes it by name.
 */
public final class TableTopics extends AbstractTopicNamingStrategy<DataCollectionId> {

  /** {@code settings}: Debezium's own. */
  public TableTopics(Properties settings) {
    super(settings);
  }

  @Override
  public String dataChangeTopic(DataCollectionId table) {
    return table.identifier();
  }
}
