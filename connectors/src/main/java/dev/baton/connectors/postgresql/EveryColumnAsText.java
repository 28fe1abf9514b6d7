package dev.baton.connectors.postgresql;

import dev.baton.connectors.debezium.UnchangedText;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/**
 * Takes every column away from Debezium's own conversions and hands its text on as it is, with one
 * marker for a large value left out. Debezium makes it by name.
 */
public final class EveryColumnAsText implements CustomConverter<SchemaBuilder, RelationalColumn> {

  @Override
  public void configure(Properties settings) {}

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    registration.register(
        SchemaBuilder.string().optional(),
        // Other types stand only in what Debezium reads from the catalog before the stream
        // describes the table: no row passes there, but columns' defaults do.
        column.typeName().equals("text") ? EveryColumnAsText::text : EveryColumnAsText::ofDefault);
  }

  private static Object text(Object value) {
    if (value == null || value instanceof String) {
      return value;
    }
    if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
      return UnchangedText.MARKER;
    }
    throw new DataException("a value arrived as " + value.getClass().getName() + ", not as text");
  }

  private static Object ofDefault(Object value) {
    boolean ofStream =
        value instanceof String
            || UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value);
    return ofStream ? text(value) : null;
  }
}
