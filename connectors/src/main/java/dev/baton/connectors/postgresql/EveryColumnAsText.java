package dev.baton.connectors.postgresql;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/**
 * Takes every column away from Debezium's own conversions, several of which lose values silently,
 * and carries it as text. Debezium makes it by name.
 */
public final class EveryColumnAsText implements CustomConverter<SchemaBuilder, RelationalColumn> {

  @Override
  public void configure(Properties settings) {}

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    registration.register(SchemaBuilder.string().optional(), EveryColumnAsText::text);
  }

  private static Object text(Object value) {
    try {
      return PostgresText.of(value);
    } catch (SQLException | IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }
}
