package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collapses the changes to each row to their net effect and writes them as set statements; what no
 * set can say goes out as a step in its place in the order, see {@link SetPlan}.
 *
 * <p>Where one set would still break a unique constraint that the source's order did not, or met
 * other rows than it should, the whole group goes again in steps; see {@link NetMismatch}.
 */
public final class SetWriter implements ChangeWriter {

  /** So few rows are cheaper to check where they are written than in a message of their own. */
  private static final int FEW_ROWS = 64;

  private final Connection connection;
  private final SetPlan plan;
  private final StepWriter steps;
  private final boolean overNoRows;

  /** Statements that are ready to go, in their order. */
  private final List<StatementBatch.Item> ready = new ArrayList<>();

  private int readyRows;

  /** A writer into the transaction that {@code connection} is in. */
  public SetWriter(Connection connection, TargetTables tables) {
    this(connection, tables, false);
  }

  private SetWriter(Connection connection, TargetTables tables, boolean overNoRows) {
    this.connection = connection;
    this.plan = new SetPlan(tables);
    this.steps = new StepWriter(connection, tables);
    this.overNoRows = overNoRows;
  }

  /** A writer whose statements meet no row, and which leaves out what does not go out in sets. */
  public static SetWriter overNoRows(Connection connection, TargetTables tables) {
    return new SetWriter(connection, tables, true);
  }

  @Override
  public void first(StatementBatch.Item statement) {
    ready.add(statement);
  }

  @Override
  public void write(RowChange change, Place place) {
    plan.add(change, place);
  }

  @Override
  public void flush() throws SQLException {
    carryOut();
    send();
  }

  @Override
  public void commit() throws SQLException {
    carryOut();
    List<StatementBatch.Item> last = taken();
    try {
      StatementBatch.runAndCommit(connection, last, readyRows <= FEW_ROWS);
    } catch (SQLException e) {
      throw unmet(e);
    }
  }

  /** Makes statements of the plan, and sends those that a step has to come after. */
  private void carryOut() throws SQLException {
    readyRows = 0;
    for (SetPlan.Piece piece : plan.take()) {
      switch (piece) {
        case SetPlan.Sets sets -> {
          steps.flush();
          sets.tables().forEach(effect -> effect.statements().forEach(this::add));
        }
        case SetPlan.Step step -> {
          if (!overNoRows) {
            send();
            steps.write(step.change(), step.targets(), step.place());
          }
        }
      }
    }
    steps.flush();
  }

  private void add(SetStatement statement) {
    ready.add(overNoRows ? statement.overNoRows() : statement);
    readyRows += statement.rows().size();
  }

  private void send() throws SQLException {
    if (!ready.isEmpty()) {
      StatementBatch.run(connection, taken());
    }
  }

  private List<StatementBatch.Item> taken() {
    List<StatementBatch.Item> all = List.copyOf(ready);
    ready.clear();
    return all;
  }

  /** A statement that checked itself tells by its error that it met other rows than it should. */
  private static SQLException unmet(SQLException e) {
    if (SetStatement.UNMET.equals(e.getSQLState())) {
      throw new NetMismatch();
    }
    return e;
  }
}
