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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import org.postgresql.util.PSQLState;

/**
 * Debezium's PostgreSQL task with two differences: its stream knows no type but text, and it never
 * makes a slot. Debezium makes it by name.
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
    requireSlot(catalog, config.slotName());
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
        .jdbcMetadataConnection(new KeylessCatalog(config, catalog.getTypeRegistry()))
        .build();
  }

  /** Debezium would make a missing slot, which begins after what it was to tell. */
  private static void requireSlot(PostgresConnection catalog, String slot) throws SQLException {
    String query = "select from pg_replication_slots where slot_name = ?";
    try (PreparedStatement find = catalog.connection().prepareStatement(query)) {
      find.setString(1, slot);
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()) {
          throw new SQLException(
              "replication slot " + slot + " does not exist",
              PSQLState.UNDEFINED_OBJECT.getState());
        }
      }
    }
  }
}
