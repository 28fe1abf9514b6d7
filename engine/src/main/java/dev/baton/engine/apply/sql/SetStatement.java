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
record SetStatement(PreparedTable target, SetForms forms, List<RowImage> rows)
    implements StatementBatch.Item {

  private Rows form() {
    return forms.of(rows.size());
  }

  boolean isOfLiterals() {
    return form() instanceof Rows.Literals;
  }

  @Override
  public String sql() {
    return form().sql();
  }

  @Override
  public int bind(PreparedStatement statement, int from) throws SQLException {
    return form().bind(statement, from, rows);
  }

  @Override
  public void answered(PreparedStatement statement) throws SQLException {
    if (statement.getUpdateCount() != rows.size()) {
      String what = forms.kind() + " met " + statement.getUpdateCount() + " rows of " + rows.size();
      if (isOfLiterals() && target.giveUpLiterals(what)) {
        throw new FormRefused(target.table(), what);
      }
      throw new NetMismatch(target.table(), what);
    }
  }

  /** How many parameters all rows take, each as a statement of its own. */
  int parametersRowByRow() {
    return rows.size() * forms.one().columns().length;
  }

  /** The same as a statement for each row. */
  List<SetStatement> rowByRow() {
    return rows.stream().map(row -> new SetStatement(target, forms, List.of(row))).toList();
  }

  /** The same over nothing, for a rehearsal. */
  SetStatement overNoRows() {
    return new SetStatement(target, forms, List.of());
  }
}
