package dev.baton.connectors.debezium;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
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
 * <p>Owned by the engine's one handler thread. Memory: at most {@code partBytes} of one transaction
 * before it is handed on in parts, plus one change.
 */
final class TransactionAssembler {
  private static final String TRANSACTION = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final String NEW_KEY = "__debezium.newkey";
  private static final String OLD_KEY = "__debezium.oldkey";
  private static final long BYTES_PER_TRANSACTION = 96;

  private final SourcePosition from;
  private final long partBytes;
  private final String messagePrefix;
  private final Receiver receiver;
  private final Map<String, TableLayout> layouts = new HashMap<>();

  private boolean open;
  private long transactionId;
  private long commitMicros;
  private boolean first;
  private List<RowChange> changes = new ArrayList<>();
  private long bytes;
  private final List<PendingMessage> messages = new ArrayList<>();
  private Object[] keyUpdateBefore;
  private final List<SourceTable> truncated = new ArrayList<>();
  private long truncatedAt;

  private record PendingMessage(String prefix, byte[] content) {}

  /**
   * @param from transactions that end at or before it are left out
   * @param messagePrefix messages whose prefix begins otherwise are left out
   */
  TransactionAssembler(
      SourcePosition from, long partBytes, String messagePrefix, Receiver receiver) {
    this.from = from;
    this.partBytes = partBytes;
    this.messagePrefix = messagePrefix;
    this.receiver = receiver;
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
      expect(!open && changes.isEmpty(), "a transaction began inside another");
      open = true;
      first = true;
      transactionId = offset.get("txId") instanceof Long id ? id : 0;
      commitMicros = offset.get("ts_usec") instanceof Long micros ? micros : 0;
      bytes = BYTES_PER_TRANSACTION;
    } else {
      expect(open, "a transaction ended that never began");
      end(new SourcePosition((Long) offset.get("lsn_commit")));
    }
  }

  private void end(SourcePosition position) throws InterruptedException {
    flushTruncation();
    expect(keyUpdateBefore == null, "a key update lost its second half");
    open = false;
    if (position.isAfter(from)) {
      if (!changes.isEmpty() || !first) {
        handOn(true, position);
      } else if (messages.isEmpty()) {
        receiver.receive(part(List.of(), true, position));
      }
      for (PendingMessage message : messages) {
        receiver.receive(
            new TrailEvent.Message(
                message.prefix(), message.content(), transactionId, commitMicros, position));
      }
    } else {
      expect(first, "a large transaction was handed on although the target has it");
    }
    messages.clear();
    changes = new ArrayList<>();
  }

  private void message(Struct value) {
    // Outside a transaction it is a non-transactional one: decoded even when its transaction rolls
    // back.
    if (!open) {
      return;
    }
    Struct message = value.getStruct("message");
    String prefix = message.getString("prefix");
    if (prefix.startsWith(messagePrefix)) {
      messages.add(new PendingMessage(prefix, content(message.get("content"))));
    }
  }

  private void change(TableLayout layout, SourceRecord record, Struct value)
      throws InterruptedException {
    expect(open, "a row change stood outside a transaction");
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
      Object[] before = keyUpdateBefore;
      keyUpdateBefore = null;
      Object[] after = layout.after(value);
      add(new RowChange.Update(layout.table(), before, after, bytesOf(before, after)));
      return;
    }
    switch (operation) {
      case 'c' -> {
        Object[] after = layout.after(value);
        if (TokenRow.is(layout.table())) {
          messages.add(
              new PendingMessage(
                  TrailEvent.Message.TOKEN, TokenRow.content(layout.table(), after)));
        } else {
          add(new RowChange.Insert(layout.table(), after, bytesOf(null, after)));
        }
      }
      case 'u' -> {
        Object[] before = layout.before(value);
        Object[] after = layout.after(value);
        add(new RowChange.Update(layout.table(), before, after, bytesOf(before, after)));
      }
      case 'd' -> {
        Object[] before = layout.before(value);
        if (!record.headers().isEmpty() && record.headers().lastWithName(NEW_KEY) != null) {
          keyUpdateBefore = before;
        } else {
          add(new RowChange.Delete(layout.table(), before, bytesOf(before, null)));
        }
      }
      default -> throw failure("the trail has an operation '" + operation + "'");
    }
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
      add(truncate);
    }
  }

  private void add(RowChange change) throws InterruptedException {
    changes.add(change);
    bytes += change.bytes();
    if (bytes >= partBytes) {
      handOn(false, SourcePosition.NONE);
    }
  }

  private void handOn(boolean last, SourcePosition position) throws InterruptedException {
    List<RowChange> full = changes;
    changes = new ArrayList<>();
    receiver.receive(part(full, last, position));
    first = false;
    bytes = BYTES_PER_TRANSACTION;
  }

  private TransactionPart part(List<RowChange> held, boolean last, SourcePosition position) {
    return new TransactionPart(transactionId, commitMicros, held, first, last, position, bytes);
  }

  private static int bytesOf(Object[] before, Object[] after) {
    return 32 + TableLayout.bytes(before) + TableLayout.bytes(after);
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
      throw failure(otherwise);
    }
  }

  private BatonException failure(String what) {
    return new BatonException(
        ErrorCode.READ_FAILED,
        what + " (transaction " + transactionId + "); nothing of it was acknowledged");
  }
}
