package dev.baton.connectors.postgresql;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorConfig.AutoCreateMode;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;

/**
 * Debezium's PostgreSQL task with one difference: its stream knows no type but text. Debezium makes
 * it by name.
 */
public final class TextConnectorTask extends PostgresConnectorTask {
  private Configuration settings;

  @Override
  public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(
      Configuration config) {
    settings = config;
    return super.start(config);
  }

  @Override
  protected ReplicationConnection buildReplicationConnection(
      PostgresConnection catalog, PostgresSchema schema, PostgresConnectorConfig config)
      throws SQLException {
    return ReplicationConnection.builder(config)
        .withSlot(config.slotName())
        .withPublication(config.publicationName())
        .withTableFilter(config.getTableFilters())
        .withPublicationAutocreateMode(AutoCreateMode.DISABLED)
        .withPlugin(config.plugin())
        .dropSlotOnClose(false)
        .createFailOverSlot(false)
        .streamParams(settings.getString(PostgresConnectorConfig.STREAM_PARAMS))
        .statusUpdateInterval(
            settings.getDuration(
                PostgresConnectorConfig.STATUS_UPDATE_INTERVAL_MS, ChronoUnit.MILLIS))
        .withTypeRegistry(new EveryTypeIsText(catalog))
        .withSchema(schema)
        .jdbcMetadataConnection(catalog)
        .build();
  }
}
