package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.RowLiterals;
import dev.baton.connectors.postgresql.TextArray;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** A statement's text and the form in which it takes rows. */
sealed interface Rows {

  String sql();

  /**
   * Sets the parameters.
   *
   * @param from number of the first one
   * @return the number after the last one
   */
  int bind(PreparedStatement statement, int from, List<RowImage> rows) throws SQLException;

  /**
   * One row, each of its values as a parameter: the server plans and runs that fastest.
   *
   * @param columns of the images, one for each parameter
   */
  record One(String sql, int[] columns) implements Rows {
    @Override
    public int bind(PreparedStatement statement, int from, List<RowImage> rows)
        throws SQLException {
      int next = from;
      for (int column : columns) {
        bind(statement, next++, rows.getFirst().text(column));
      }
      return next;
    }

    /** Sets a parameter of a statement for one row. What type it has, the statement says. */
    static void bind(PreparedStatement statement, int number, String text) throws SQLException {
      statement.setObject(number, text, Types.OTHER);
    }
  }

  /**
   * Each column as an array with an element for each row.
   *
   * @param columns of the images, one for each parameter
   */
  record Columns(String sql, int[] columns) implements Rows {
    @Override
    public int bind(PreparedStatement statement, int from, List<RowImage> rows)
        throws SQLException {
      int next = from;
      for (int column : columns) {
        statement.setObject(next++, new TextArray(rows, column));
      }
      return next;
    }
  }

  /**
   * Each row as a literal of the table's row type, all in one array.
   *
   * @param fields of the row type, each a column of the images or -1
   */
  record Literals(String sql, int[] fields) implements Rows {
    @Override
    public int bind(PreparedStatement statement, int from, List<RowImage> rows)
        throws SQLException {
      statement.setObject(from, new RowLiterals(rows, fields));
      return from + 1;
    }
  }
}
