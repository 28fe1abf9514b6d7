package dev.baton.engine.apply.sql;

import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A small apply transaction as one statement, which is a transaction by itself: its row of the
 * applied log, and the rows that go with it. With a BEGIN, the log's row and a COMMIT by themselves
 * the server has four statements to begin and end.
 *
 * <p>Invariant: all of it is there, or nothing. It fails where the log's number is taken, and where
 * a part met other rows than one.
 *
 * <p>The log's row is written first, as it is in every apply transaction: the server takes a row
 * from what stands in FROM before it works out what is selected with it, and carries out each part
 * of the rest when it is first asked for it (PostgreSQL source, ExecSetParamPlan). So no row is
 * locked while another engine's row of the log is waited for. What was committed during that wait
 * is not seen; it is nobody's of this stream, whose last group was committed before this statement
 * was sent. An application's row that would have been seen refuses the statement, and the group
 * goes again.
 *
 * @param first of what it writes; answers one row, which is this one's too: without a row nothing
 *     would be checked
 * @param rows what else it writes: each part a single row, of a table that others may be joined to
 */
record WholeTransaction(StatementBatch.Refusing first, JoinedSets rows)
    implements StatementBatch.Refusing {

  /**
   * The same statements, the log's row and joined rows as this one where they are all that writes.
   *
   * @param items what is set, the log's row, and the rest
   */
  static List<StatementBatch.Refusing> of(List<StatementBatch.Refusing> items) {
    int log = 0;
    while (log < items.size() && items.get(log) instanceof StatementBatch.Setting) {
      log++;
    }
    if (items.size() - log != 2
        || items.get(log) instanceof JoinedSets
        || !(items.getLast() instanceof JoinedSets rows)
        || !rows.isOfPlainRows()) {
      return items;
    }
    List<StatementBatch.Refusing> whole = new ArrayList<>(items.subList(0, log));
    whole.add(new WholeTransaction(items.get(log), rows));
    return whole;
  }

  @Override
  public String sql() {
    return "with l as ("
        + first.sql()
        + "), "
        + rows.parts()
        + " select l.*, "
        + rows.check()
        + " from l";
  }

  @Override
  public int bind(PreparedStatement statement, int from) throws SQLException {
    return rows.bind(statement, first.bind(statement, from));
  }

  @Override
  public void answered(PreparedStatement statement) throws SQLException {
    first.answered(statement);
  }
}
