package dev.baton.connectors.debezium;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns Debezium's records back into source transactions. Debezium tells where each begins and ends
 * (transaction metadata), splits a key update into a delete and a create, and a truncation by
 * table; here they are whole again.
 *
 * <p>Owned by the engine's one handler thread.
 */
final class TransactionAssembler {
  private static final String TRANSACTION = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final String NEW_KEY = "__debezium.newkey";
  private static final String OLD_KEY = "__debezium.oldkey";

  private final TransactionBuilder transaction;
  private final Map<String, TableLayout> layouts = new HashMap<>();
  private RowImage keyUpdateBefore;
  private final List<SourceTable> truncated = new ArrayList<>();
  private long truncatedAt;

  TransactionAssembler(TransactionBuilder transaction) {
    this.transaction = transaction;
  }

  /** Takes the next record of the trail; hands on what it completes. */
  void take(SourceRecord record) throws InterruptedException {
    Schema schema = record.valueSchema();
    if (schema == null) {
      return;
    }
    TableLayout layout = layouts.get(record.topic());
    Struct value = (Struct) record.value();
    if (layout != null && layout.fits(schema)) {
      change(layout, record, value);
      return;
    }
    switch (schema.name()) {
      case TRANSACTION -> boundary(record, value);
      case HEARTBEAT -> {}
      default -> {
        if (schema.field("message") != null) {
          message(value);
        } else {
          TableLayout fresh = TableLayout.of(schema, value);
          layouts.put(record.topic(), fresh);
          change(fresh, record, value);
        }
      }
    }
  }

  private void boundary(SourceRecord record, Struct value) throws InterruptedException {
    Map<String, ?> offset = record.sourceOffset();
    if ("BEGIN".equals(value.get("status"))) {
      transaction.begin(
          offset.get("txId") instanceof Long id ? id : 0,
          offset.get("ts_usec") instanceof Long micros ? micros : 0);
    } else {
      flushTruncation();
      expect(keyUpdateBefore == null, "a key update lost its second half");
      transaction.end(new SourcePosition((Long) offset.get("lsn_commit")));
    }
  }

  private void message(Struct value) {
    // Outside a transaction it is a non-transactional one: decoded even when its transaction rolls
    // back.
    if (transaction.isOpen()) {
      Struct message = value.getStruct("message");
      transaction.message(message.getString("prefix"), content(message.get("content")));
    }
  }

  private void change(TableLayout layout, SourceRecord record, Struct value)
      throws InterruptedException {
    char operation = layout.operation(value);
    if (operation == 't') {
      truncate(layout.table(), value);
      return;
    }
    flushTruncation();
    if (keyUpdateBefore != null) {
      expect(
          operation == 'c' && record.headers().lastWithName(OLD_KEY) != null,
          "a key update lost its second half");
      RowImage before = keyUpdateBefore;
      keyUpdateBefore = null;
      update(layout.table(), before, layout.after(value));
      return;
    }
    switch (operation) {
      case 'c' -> transaction.add(new RowChange.Insert(layout.table(), layout.after(value)));
      case 'u' -> update(layout.table(), layout.before(value), layout.after(value));
      case 'd' -> {
        RowImage before = layout.before(value);
        if (!record.headers().isEmpty() && record.headers().lastWithName(NEW_KEY) != null) {
          keyUpdateBefore = before;
        } else {
          transaction.add(new RowChange.Delete(layout.table(), before));
        }
      }
      default -> throw transaction.failure("the trail has an operation '" + operation + "'");
    }
  }

  private void update(SourceTable table, RowImage before, RowImage after)
      throws InterruptedException {
    transaction.add(new RowChange.Update(table, before, after));
  }

  private void truncate(SourceTable table, Struct value) throws InterruptedException {
    long at = value.getStruct("source").getInt64("lsn");
    if (!truncated.isEmpty() && truncatedAt != at) {
      flushTruncation();
    }
    truncated.add(table);
    truncatedAt = at;
  }

  private void flushTruncation() throws InterruptedException {
    if (!truncated.isEmpty()) {
      RowChange.Truncate truncate = new RowChange.Truncate(truncated);
      truncated.clear();
      transaction.add(truncate);
    }
  }

  private static byte[] content(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] content = new byte[buffer.remaining()];
      buffer.duplicate().get(content);
      return content;
    }
    return value instanceof byte[] content ? content : new byte[0];
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw transaction.failure(otherwise);
    }
  }
}
