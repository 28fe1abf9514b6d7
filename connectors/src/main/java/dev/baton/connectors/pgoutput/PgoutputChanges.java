package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Understands what stands inside of a transaction: row changes, truncations, messages, and what a
 * table looks like. Values are texts, as the publication's reader asked for them.
 *
 * <p>Owned by the reader's one thread.
 */
final class PgoutputChanges {
  private static final int TRANSACTIONAL = 1;

  private final TransactionBuilder transaction;
  private final Relations tables;

  /**
   * @param transaction what the changes are put together in
   * @param tables that the trail describes
   */
  PgoutputChanges(TransactionBuilder transaction, Relations tables) {
    this.transaction = transaction;
    this.tables = tables;
  }

  /**
   * Takes the next message.
   *
   * @param type of it
   * @param message behind its type, and the transaction's id where it has one; the images keep its
   *     bytes, so nobody may write to them any more
   */
  void take(byte type, ByteBuffer message) throws InterruptedException {
    switch (type) {
      case 'I' -> insert(message);
      case 'U' -> update(message);
      case 'D' -> delete(message);
      case 'R' -> tables.describe(message);
      case 'T' -> truncate(message);
      case 'M' -> message(message);
      case 'O' -> origin(message);
      // What a type is called.
      case 'Y' -> {}
      default -> throw transaction.failure("the trail has a message '" + (char) type + "'");
    }
  }

  private void origin(ByteBuffer message) {
    message.getLong(); // Where its commit stands in the trail that it came from.
    transaction.origin(WireText.string(message));
  }

  private void insert(ByteBuffer message) throws InterruptedException {
    SourceTable table = table(message);
    message.get();
    transaction.add(new RowChange.Insert(table, image(message, table)));
  }

  private void update(ByteBuffer message) throws InterruptedException {
    SourceTable table = table(message);
    byte kind = message.get();
    RowImage before = null;
    if (kind != 'N') {
      before = image(message, table);
      message.get();
    }
    RowImage after = image(message, table);
    if (kind == 'O') {
      // Under full identity the row before has what the row after leaves out.
      after = after.filledFrom(before);
    }
    transaction.add(new RowChange.Update(table, before, after));
  }

  private void delete(ByteBuffer message) throws InterruptedException {
    SourceTable table = table(message);
    message.get();
    transaction.add(new RowChange.Delete(table, image(message, table)));
  }

  private void truncate(ByteBuffer message) throws InterruptedException {
    int count = message.getInt();
    message.get(); // CASCADE has named its tables already; identities restart at each site's own.
    List<SourceTable> truncated = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      truncated.add(table(message));
    }
    transaction.add(new RowChange.Truncate(truncated));
  }

  private void message(ByteBuffer message) {
    // A non-transactional one is decoded even when its transaction rolls back.
    if (message.get() != TRANSACTIONAL) {
      return;
    }
    message.getLong(); // Where it stands: its place is its commit.
    String prefix = WireText.string(message);
    byte[] content = new byte[message.getInt()];
    message.get(content);
    transaction.message(prefix, content);
  }

  private SourceTable table(ByteBuffer message) {
    int id = message.getInt();
    SourceTable table = tables.of(id);
    if (table == null) {
      throw transaction.failure("the trail changes a table that it never described (" + id + ")");
    }
    return table;
  }

  private RowImage image(ByteBuffer message, SourceTable table) {
    int count = message.getShort();
    if (count != table.columns().size()) {
      throw transaction.failure(
          "a row of %s has %d columns where the trail described %d"
              .formatted(table.name(), count, table.columns().size()));
    }
    RowImage.Builder image = new RowImage.Builder(message.array(), count);
    for (int i = 0; i < count; i++) {
      byte kind = message.get();
      switch (kind) {
        case 't' -> {
          int length = message.getInt();
          image.value(message.arrayOffset() + message.position(), length);
          message.position(message.position() + length);
        }
        case 'n' -> image.sqlNull();
        case 'u' -> image.unchanged();
        default ->
            throw transaction.failure(
                "a value of %s came in the form '%c'".formatted(table.name(), (char) kind));
      }
    }
    return image.build();
  }
}
