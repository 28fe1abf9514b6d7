package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Collapses the changes to each row to their net effect and writes them as set statements; what no
 * set can say goes out as a step in its place in the order, see {@link SetPlan}.
 *
 * <p>Where one set would still break a unique constraint that the source's order did not, or met
 * other rows than it should, the whole group goes again in steps; see {@link NetMismatch}.
 */
public final class SetWriter implements ChangeWriter {
  private final Connection connection;
  private final SetPlan plan;
  private final StepWriter steps;
  private final boolean overNoRows;

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
  public void write(RowChange change, Place place) {
    plan.add(change, place);
  }

  @Override
  public void flush() throws SQLException {
    for (SetPlan.Piece piece : plan.take()) {
      switch (piece) {
        case SetPlan.Sets sets -> {
          steps.flush();
          for (TableEffect effect : sets.tables()) {
            write(effect);
          }
        }
        case SetPlan.Step step -> {
          if (!overNoRows) {
            steps.write(step.change(), step.place());
          }
        }
      }
    }
    steps.flush();
  }

  private void write(TableEffect effect) throws SQLException {
    for (SetStatement statement : effect.statements()) {
      if (overNoRows) {
        statement.runOverNoRows(connection);
      } else {
        statement.run(connection);
      }
    }
  }
}
