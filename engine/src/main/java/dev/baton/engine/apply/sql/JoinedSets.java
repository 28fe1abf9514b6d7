package dev.baton.engine.apply.sql;

import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Set statements as one statement, which fails where one of them meets other rows than it should.
 * Four statements of a row each, which checked themselves one by one, took the server 299 µs;
 * joined they take 252, and the driver has one answer to wait for.
 *
 * <p>All of them see the rows as they were before, and are carried out in no order (PostgreSQL
 * documentation, Data-Modifying Statements in WITH). So no table is in it twice, but for rows of
 * one set, and whatever may look from one table into another stays by itself: tables with triggers
 * do not go out in sets, foreign keys are not looked at in a lane, and a table with values that the
 * server computes is not joined ({@link PreparedTable#computesNothing}). A check or a policy that
 * looks into another table refuses, and the group goes again in steps.
 *
 * <p>Only single rows are joined, into tables that are not partitioned: for those the server keeps
 * a plan, and would plan all of a statement again for one of the others. For that reason the rows
 * of a small set are joined with one another: all of one kind, and none of them twice, so what
 * comes of them is what comes of the set. Two small transactions as one group, with cold caches:
 * 670 µs of the server's, and 1,330 where it planned four sets; four of them 940 and 1,450.
 *
 * @param statements one; or several of a row each, each of another table or all of one set
 */
record JoinedSets(List<SetStatement> statements) implements StatementBatch.Refusing {

  /** SQLSTATEs by which it fails then: of a division by zero, and of one value that is two rows. */
  private static final Set<String> UNMET = Set.of("22012", "21000");

  private static final String NOT_ALLOWED = "42501";

  /** For more, planning costs less than so many rows, each by itself; and each number is a text. */
  private static final int FEW_ROWS = 4;

  /** Its text grows with rows and columns, where that of a set does not: the driver keeps 5 MiB. */
  private static final int FEW_PARAMETERS = 64;

  JoinedSets {
    statements = List.copyOf(statements);
  }

  /** Whether it failed for a reason that the same statements one by one might not. */
  static boolean isUnmet(SQLException error, List<? extends StatementBatch.Item> items) {
    String state = String.valueOf(error.getSQLState());
    return UNMET.contains(state) || NOT_ALLOWED.equals(state) && hasSeveral(items);
  }

  private static boolean hasSeveral(List<? extends StatementBatch.Item> items) {
    for (StatementBatch.Item item : items) {
      if (item instanceof JoinedSets joined && joined.statements.size() > 1
          || item instanceof WholeTransaction whole && whole.rows().statements.size() > 1) {
        return true;
      }
    }
    return false;
  }

  /** The statements in their order, neighbours joined where they can be. */
  static List<StatementBatch.Refusing> of(List<StatementBatch.Item> items) {
    List<StatementBatch.Refusing> all = new ArrayList<>();
    List<SetStatement> open = new ArrayList<>();
    for (StatementBatch.Item item : items) {
      if (item instanceof SetStatement set && isOfFew(set)) {
        close(open, all);
        all.add(new JoinedSets(set.rowByRow()));
      } else if (item instanceof SetStatement statement) {
        if (!joins(statement, open)) {
          close(open, all);
        }
        open.add(statement);
      } else {
        close(open, all);
        all.add((StatementBatch.Refusing) item);
      }
    }
    close(open, all);
    return all;
  }

  private static void close(List<SetStatement> open, List<StatementBatch.Refusing> all) {
    if (!open.isEmpty()) {
      all.add(new JoinedSets(open));
      open.clear();
    }
  }

  private static boolean joins(SetStatement statement, List<SetStatement> open) {
    for (SetStatement other : open) {
      if (!isJoinable(other)
          || other.target().table().name().equals(statement.target().table().name())) {
        return false;
      }
    }
    return isJoinable(statement);
  }

  private static boolean isJoinable(SetStatement statement) {
    return statement.rows().size() == 1 && isPlain(statement);
  }

  /** Literals are a form for many; whoever asks for them so early means it. */
  private static boolean isOfFew(SetStatement statement) {
    return statement.rows().size() > 1
        && statement.rows().size() <= FEW_ROWS
        && statement.parametersRowByRow() <= FEW_PARAMETERS
        && isPlain(statement)
        && !statement.isOfLiterals();
  }

  private static boolean isPlain(SetStatement statement) {
    return statement.target().computesNothing() && !statement.target().table().partitioned();
  }

  /** Whether each part is a single row of a table that others may be joined to. */
  boolean isOfPlainRows() {
    for (SetStatement statement : statements) {
      if (!isJoinable(statement)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is one set of more than a row, which is not taken row by row. */
  private boolean isOfSeveralRows() {
    return statements.getFirst().rows().size() != 1;
  }

  /** One row is met where there is a value and not two; of several rows the number tells. */
  @Override
  public String sql() {
    return isOfSeveralRows()
        ? "with m0 as ("
            + statements.getFirst().sql()
            + " returning true) select 1 / (count(*) = ?)::int from m0"
        : "with " + parts() + " select " + check();
  }

  /** What stands behind WITH, for single rows. */
  String parts() {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < statements.size(); i++) {
      sql.append(i == 0 ? "m" : ", m").append(i).append(" as (");
      sql.append(statements.get(i).sql()).append(" returning true)");
    }
    return sql.toString();
  }

  /** A value that there is only where each of the {@link #parts} has met its row. */
  String check() {
    StringBuilder sql = new StringBuilder("1 / ((");
    for (int i = 0; i < statements.size(); i++) {
      sql.append(i == 0 ? "(table m" : " and (table m").append(i).append(')');
    }
    return sql.append(") is true)::int").toString();
  }

  @Override
  public int bind(PreparedStatement statement, int from) throws SQLException {
    int next = from;
    for (SetStatement one : statements) {
      next = one.bind(statement, next);
    }
    if (isOfSeveralRows()) {
      statement.setLong(next++, statements.getFirst().rows().size());
    }
    return next;
  }

  @Override
  public void answered(PreparedStatement statement) {
    // It fails where there is anything to tell.
  }
}
