package dev.baton.engine.apply.sql;

import dev.baton.engine.flow.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Runs set statements of one table: one text array for each column, one element for each row. */
final class SetStatement {
  private static final String[] NONE = {};

  private final Connection connection;
  private final TargetTable table;
  private final boolean overNoRows;

  /**
   * @param overNoRows whether the statements go out with empty arrays
   */
  SetStatement(Connection connection, TargetTable table, boolean overNoRows) {
    this.connection = connection;
    this.table = table;
    this.overNoRows = overNoRows;
  }

  void keys(String sql, List<RowKey> keys, String kind) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    String[][] arrays = new String[table.key().size()][keys.size()];
    for (int row = 0; row < keys.size(); row++) {
      Object[] values = keys.get(row).values();
      for (int column = 0; column < values.length; column++) {
        arrays[column][row] = (String) values[column];
      }
    }
    run(sql, arrays, keys.size(), kind);
  }

  void rows(String sql, List<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    String[][] arrays = new String[table.columns().size()][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      Object[] values = rows.get(row);
      for (int column = 0; column < values.length; column++) {
        arrays[column][row] = (String) values[column];
      }
    }
    run(sql, arrays, rows.size(), "insert");
  }

  void update(String sql, List<Integer> written, List<Map.Entry<RowKey, NetChange>> rows)
      throws SQLException {
    List<Integer> matched = table.matched();
    String[][] arrays = new String[written.size() + matched.size()][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      Object[] after = rows.get(row).getValue().after();
      for (int i = 0; i < written.size(); i++) {
        arrays[i][row] = (String) after[written.get(i)];
      }
      // A row that goes out in a set keeps its key, so what finds it is in its new image too.
      for (int i = 0; i < matched.size(); i++) {
        arrays[written.size() + i][row] = (String) after[matched.get(i)];
      }
    }
    run(sql, arrays, rows.size(), "update");
  }

  private void run(String sql, String[][] arrays, int rows, String kind) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arrays.length; i++) {
        Array array = connection.createArrayOf("text", overNoRows ? NONE : arrays[i]);
        statement.setArray(i + 1, array);
      }
      int met = statement.executeUpdate();
      if (met != (overNoRows ? 0 : rows)) {
        throw new NetMismatch(table, kind + " met " + met + " rows of " + rows);
      }
    }
  }
}
