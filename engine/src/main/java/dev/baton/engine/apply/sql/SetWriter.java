package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

  /**
   * More would make a text that hardly comes again, for the driver and the server to keep. One or
   * two of them are no table's: how long locks are waited for, and the row of the applied log.
   */
  private static final int FEW_STATEMENTS = 9;

  /**
   * Classes of SQLSTATE that the form of a statement may be behind: data, names and types after the
   * table was altered, and features, as COPY where row security applies.
   */
  private static final Set<String> OF_FORM = Set.of("22", "42", "0A");

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
  public void first(StatementBatch.Refusing statement) {
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
    if (readyRows > FEW_ROWS || ready.size() > FEW_STATEMENTS) {
      send();
      connection.commit();
      return;
    }
    List<StatementBatch.Item> last = taken();
    List<StatementBatch.Refusing> joined = WholeTransaction.of(JoinedSets.of(last));
    try {
      StatementBatch.runAndCommit(connection, joined);
    } catch (SQLException e) {
      throw refused(e, joined, last);
    }
  }

  /** Makes statements of the plan, and sends those that a step has to come after. */
  private void carryOut() throws SQLException {
    readyRows = 0;
    for (SetPlan.Piece piece : plan.take()) {
      switch (piece) {
        case SetPlan.Sets sets -> {
          steps.flush();
          carryOut(sets);
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

  /** Tables of one set do not meet, so what is copied may come after the rest of all of them. */
  private void carryOut(SetPlan.Sets sets) throws SQLException {
    List<TableEffect.Carried> copies = new ArrayList<>();
    for (TableEffect effect : sets.tables()) {
      TableEffect.Carried carried = effect.carried();
      for (SetStatement statement : carried.statements()) {
        add(statement);
      }
      if (overNoRows && !carried.copied().isEmpty()) {
        add(carried.target().insert(carried.copied()));
      } else if (!carried.copied().isEmpty()) {
        ready.addAll(carried.target().beforeCopy());
        copies.add(carried);
      }
    }
    if (!copies.isEmpty()) {
      send();
    }
    for (TableEffect.Carried carried : copies) {
      copy(carried.target(), carried.copied());
      readyRows += carried.copied().size();
    }
  }

  private void copy(PreparedTable target, List<RowImage> rows) throws SQLException {
    try {
      target.copy(connection, rows);
    } catch (SQLException e) {
      if (isOfForm(e) && target.giveUpCopy(e.getSQLState())) {
        throw new FormRefused(target.table(), e.getSQLState());
      }
      throw e;
    }
  }

  private void add(SetStatement statement) {
    ready.add(overNoRows ? statement.overNoRows() : statement);
    readyRows += statement.rows().size();
  }

  private void send() throws SQLException {
    if (!ready.isEmpty()) {
      List<StatementBatch.Item> next = taken();
      try {
        StatementBatch.run(connection, next);
      } catch (SQLException e) {
        throw refused(e, next, next);
      }
    }
  }

  private List<StatementBatch.Item> taken() {
    List<StatementBatch.Item> all = List.copyOf(ready);
    ready.clear();
    return all;
  }

  /**
   * What it means that the server refused a message.
   *
   * @param sent as it went out
   * @param items the same with every set by itself
   */
  private static SQLException refused(
      SQLException e, List<? extends StatementBatch.Item> sent, List<StatementBatch.Item> items) {
    if (isOfForm(e)) {
      giveUpForms(items, e.getSQLState());
    }
    if (JoinedSets.isUnmet(e, sent)) {
      throw new NetMismatch();
    }
    return e;
  }

  private static boolean isOfForm(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return OF_FORM.contains(state.substring(0, Math.min(2, state.length())));
  }

  /** Which of them failed is not told. */
  private static void giveUpForms(List<StatementBatch.Item> items, String why) {
    PreparedTable given = null;
    for (StatementBatch.Item item : items) {
      if (item instanceof SetStatement statement
          && statement.isOfLiterals()
          && statement.target().giveUpLiterals(why)) {
        given = statement.target();
      }
      if (item instanceof ShapeCheck check && check.target().giveUpCopy(why)) {
        given = check.target();
      }
    }
    if (given != null) {
      throw new FormRefused(given.table(), why);
    }
  }
}
