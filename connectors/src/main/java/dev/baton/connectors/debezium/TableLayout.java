package dev.baton.connectors.debezium;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.Unchanged;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Where one schema version of a table keeps its values inside Debezium's change records. Made anew,
 * with a {@link SourceTable} of its own, when Debezium makes a new schema object: when the server
 * describes the table again. It does so after the table was altered, and now and then without;
 * which of the two, its columns do not tell, for their types may be what changed.
 */
final class TableLayout {
  private final Schema envelope;
  private final SourceTable table;
  private final Field before;
  private final Field after;
  private final Field operation;
  private final Field[] columns;
  private final boolean[] defaults;

  private TableLayout(Schema envelope, SourceTable table) {
    this.envelope = envelope;
    this.table = table;
    this.before = envelope.field("before");
    this.after = envelope.field("after");
    this.operation = envelope.field("op");
    this.columns = after.schema().fields().toArray(Field[]::new);
    this.defaults = new boolean[columns.length];
    for (int i = 0; i < columns.length; i++) {
      defaults[i] = columns[i].schema().defaultValue() != null;
    }
  }

  static TableLayout of(Schema envelope, Struct value) {
    Struct source = value.getStruct("source");
    TableName name = new TableName(source.getString("schema"), source.getString("table"));
    return new TableLayout(envelope, new SourceTable(name, columnNames(envelope)));
  }

  boolean fits(Schema valueSchema) {
    return envelope == valueSchema;
  }

  SourceTable table() {
    return table;
  }

  char operation(Struct value) {
    return ((String) value.get(operation)).charAt(0);
  }

  /** The row before the change, or {@code null} when the record has none. */
  RowImage before(Struct value) {
    return image((Struct) value.get(before));
  }

  /** The row after the change. */
  RowImage after(Struct value) {
    return image((Struct) value.get(after));
  }

  private RowImage image(Struct row) {
    if (row == null) {
      return null;
    }
    Object[] image = new Object[columns.length];
    for (int i = 0; i < image.length; i++) {
      Object value = row.get(columns[i]);
      if (defaults[i] && value != null) {
        // A struct gives the column's default where the row has null.
        value = row.getWithoutDefault(columns[i].name());
      }
      image[i] = value == UnchangedText.MARKER ? Unchanged.VALUE : value;
    }
    return RowImage.of(image);
  }

  private static List<String> columnNames(Schema envelope) {
    return envelope.field("after").schema().fields().stream().map(Field::name).toList();
  }
}
