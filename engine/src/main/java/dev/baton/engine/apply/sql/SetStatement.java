package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.TextArray;
import dev.baton.engine.flow.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * One statement over a set of rows of one table: one text array for each parameter, one element for
 * each row.
 *
 * @param kind of change, for errors
 * @param columns where the images have what each parameter takes
 * @param rows that must be met, each once
 */
record SetStatement(
    TargetTable table, String kind, String sql, int[] columns, List<RowImage> rows) {

  /** Runs it. */
  void run(Connection connection) throws SQLException {
    run(connection, rows);
  }

  /** Runs it over nothing, for a rehearsal. */
  void runOverNoRows(Connection connection) throws SQLException {
    run(connection, List.of());
  }

  private void run(Connection connection, List<RowImage> over) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.length; i++) {
        statement.setObject(i + 1, new TextArray(over, columns[i]));
      }
      int met = statement.executeUpdate();
      if (met != over.size()) {
        throw new NetMismatch(table, kind + " met " + met + " rows of " + over.size());
      }
    }
  }
}
