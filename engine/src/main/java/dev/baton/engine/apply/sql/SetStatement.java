package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * One statement over a set of rows of one table.
 *
 * @param rows that must be met, each once
 */
record SetStatement(PreparedTable target, SetForm of, List<RowImage> rows)
    implements StatementBatch.Item {

  /** SQLSTATE of a statement that met other rows than it should, where it checked that itself. */
  static final String UNMET = "22012";

  private Rows form() {
    return of.of(rows.size());
  }

  boolean isOfLiterals() {
    return form() instanceof Rows.Literals;
  }

  /** Fails by a division by zero unless as many rows were met as its parameter says. */
  @Override
  public String sql(boolean checked) {
    String sql = form().sql();
    return checked
        ? "with met as (" + sql + " returning 1) select 1 / (count(*) = ?)::int from met"
        : sql;
  }

  @Override
  public int bind(PreparedStatement statement, int from, boolean checked) throws SQLException {
    int next = form().bind(statement, from, rows);
    if (checked) {
      statement.setLong(next++, rows.size());
    }
    return next;
  }

  @Override
  public void answered(PreparedStatement statement, boolean checked) throws SQLException {
    if (!checked && statement.getUpdateCount() != rows.size()) {
      String what = of.kind() + " met " + statement.getUpdateCount() + " rows of " + rows.size();
      if (isOfLiterals() && target.giveUpLiterals(what)) {
        throw new FormRefused(target.table(), what);
      }
      throw new NetMismatch(target.table(), what);
    }
  }

  /** The same over nothing, for a rehearsal. */
  SetStatement overNoRows() {
    return new SetStatement(target, of, List.of());
  }
}
