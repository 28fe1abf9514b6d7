package dev.baton.connectors.pgoutput;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The tables that the trail has described, by the server's number for each.
 *
 * <p>The server describes a table again whenever its cache of it was dropped: after ALTER TABLE,
 * and after every VACUUM and ANALYZE, so about once a minute for a table that is written much. A
 * version of a table makes both catalogs be read again, in the midst of a target transaction; so it
 * is a new one only when the description differs (names, types, their modifiers, the identity's
 * columns), or the catalog's definition does, which knows of keys and triggers too.
 *
 * <p>Owned by the reader's one thread.
 */
final class Relations {
  private final Map<Integer, Described> tables = new HashMap<>();
  private final IntFunction<String> definitions;

  private record Described(ByteBuffer description, SourceTable table) {}

  /** {@code definitions}: what the source's catalog says now, by the table's number. */
  Relations(IntFunction<String> definitions) {
    this.definitions = definitions;
  }

  /**
   * Takes the server's description of a table.
   *
   * @param message a message of type Relation behind its type
   */
  void describe(ByteBuffer message) {
    int id = message.getInt();
    String definition = definitions.apply(id);
    Described earlier = tables.get(id);
    if (earlier == null
        || !earlier.description().equals(message)
        || !earlier.table().definition().equals(definition)) {
      ByteBuffer description = ByteBuffer.allocate(message.remaining());
      description.put(message.duplicate()).flip();
      tables.put(id, new Described(description, table(message, definition)));
    }
  }

  /** The table with a number, {@code null} where the trail has not described it. */
  SourceTable of(int id) {
    Described found = tables.get(id);
    return found == null ? null : found.table();
  }

  private static SourceTable table(ByteBuffer message, String definition) {
    TableName name = new TableName(WireText.string(message), WireText.string(message));
    message.get(); // The replica identity: the images show what it is.
    int count = message.getShort();
    List<String> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      message.get(); // Whether it belongs to the identity.
      columns.add(WireText.string(message));
      message.getInt(); // Its type,
      message.getInt(); // and the type's modifier: the target's catalog says how to read the text.
    }
    return new SourceTable(name, columns, definition);
  }
}
