package dev.baton.migration.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What tells a row from others at both sites: its key's columns as text, or its own hashes. */
record RowKey(List<String> parts) {
  RowKey {
    parts = List.copyOf(parts);
  }

  /** Reads {@code width} columns that start at {@code column}, counted from 1. */
  static RowKey read(ResultSet result, int column, int width) throws SQLException {
    List<String> parts = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      parts.add(result.getString(column + i));
    }
    return new RowKey(parts);
  }
}
