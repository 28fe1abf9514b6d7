package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.connectors.postgresql.TextArray;
import dev.baton.engine.flow.TargetTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * One statement over a set of rows of one table. Each parameter takes one column: as an array with
 * an element for each row, or, of a single row, as the value itself, which the server plans and
 * runs faster.
 *
 * @param kind of change, for errors
 * @param ofSets takes arrays
 * @param ofOne takes the values of one row
 * @param columns where the images have what each parameter takes
 * @param rows that must be met, each once
 */
record SetStatement(
    TargetTable table, String kind, String ofSets, String ofOne, int[] columns, List<RowImage> rows)
    implements StatementBatch.Item {

  /** SQLSTATE of a statement that met other rows than it should, where it checked that itself. */
  static final String UNMET = "22012";

  /** Fails by a division by zero unless as many rows were met as its parameter says. */
  @Override
  public String sql(boolean checked) {
    String sql = single() ? ofOne : ofSets;
    return checked
        ? "with met as (" + sql + " returning 1) select 1 / (count(*) = ?)::int from met"
        : sql;
  }

  private boolean single() {
    return rows.size() == 1;
  }

  @Override
  public int bind(PreparedStatement statement, int from, boolean checked) throws SQLException {
    int next = from;
    for (int column : columns) {
      if (single()) {
        statement.setString(next++, rows.getFirst().text(column));
      } else {
        statement.setObject(next++, new TextArray(rows, column));
      }
    }
    if (checked) {
      statement.setLong(next++, rows.size());
    }
    return next;
  }

  @Override
  public void answered(PreparedStatement statement, boolean checked) throws SQLException {
    if (!checked && statement.getUpdateCount() != rows.size()) {
      throw new NetMismatch(
          table, kind + " met " + statement.getUpdateCount() + " rows of " + rows.size());
    }
  }

  /** The same over nothing, for a rehearsal. */
  SetStatement overNoRows() {
    return new SetStatement(table, kind, ofSets, ofOne, columns, List.of());
  }
}
