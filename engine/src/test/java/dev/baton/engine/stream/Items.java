package dev.baton.engine.stream;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;

/** Changes of a table {@code item} whose key is {@code id}. */
final class Items {
  static final SourceTable KEYS = AppliedTarget.table("item", "id");

  private Items() {}

  static RowChange insert(int id) {
    return insert(KEYS, id);
  }

  static RowChange insert(SourceTable table, Object... values) {
    return new RowChange.Insert(table, row(values));
  }

  /** An update that leaves the key as it is. */
  static RowChange update(SourceTable table, Object... values) {
    return new RowChange.Update(table, null, row(values));
  }

  static RowChange delete(SourceTable table, Object... values) {
    return new RowChange.Delete(table, row(values));
  }

  static RowImage row(Object... values) {
    Object[] texts = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i] == null ? null : values[i].toString();
    }
    return RowImage.of(texts);
  }
}
