package io.debezium.connector.postgresql;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.SourceInfoStructMaker;
import java.time.Instant;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * What Baton reads of a record's source, and Debezium itself, and nothing else: its own block has
 * fourteen fields, one of them JSON, made anew for each row. Debezium makes it by name.
 *
 * <p>It stands in Debezium's package because a {@link SourceInfo} shows its fields only there.
 */
public final class BareSource implements SourceInfoStructMaker<SourceInfo> {
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("dev.baton.Source")
          .field(SourceInfo.TIMESTAMP_USEC_KEY, Schema.OPTIONAL_INT64_SCHEMA)
          .field(SourceInfo.SCHEMA_NAME_KEY, Schema.STRING_SCHEMA)
          .field(SourceInfo.TABLE_NAME_KEY, Schema.STRING_SCHEMA)
          .field(SourceInfo.TXID_KEY, Schema.OPTIONAL_INT64_SCHEMA)
          .field(SourceInfo.LSN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
          .field(SourceInfo.XMIN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  private static final Field TIMESTAMP = SCHEMA.field(SourceInfo.TIMESTAMP_USEC_KEY);
  private static final Field SCHEMA_NAME = SCHEMA.field(SourceInfo.SCHEMA_NAME_KEY);
  private static final Field TABLE_NAME = SCHEMA.field(SourceInfo.TABLE_NAME_KEY);
  private static final Field TRANSACTION = SCHEMA.field(SourceInfo.TXID_KEY);
  private static final Field LSN = SCHEMA.field(SourceInfo.LSN_KEY);

  @Override
  public void init(String connector, String version, CommonConnectorConfig config) {}

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Struct struct(SourceInfo source) {
    Instant committed = source.timestamp();
    Struct struct =
        new Struct(SCHEMA)
            .put(SCHEMA_NAME, source.schemaName())
            .put(TABLE_NAME, source.tableName())
            .put(TRANSACTION, source.txId());
    if (committed != null) {
      struct.put(TIMESTAMP, committed.getEpochSecond() * 1_000_000 + committed.getNano() / 1_000);
    }
    if (source.lsn() != null) {
      struct.put(LSN, source.lsn().asLong());
    }
    return struct;
  }
}
