package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.RowCopy;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A target table with its statements and what they take of row images. Owned by one lane.
 *
 * <p>Many rows are inserted by COPY, and updated by literals of the table's row type where they are
 * short: that costs the server least. Few go out as an array for each column.
 */
final class PreparedTable {
  /** Above it the quoting of values, and their way through two texts, outweigh it. */
  private static final int SHORT_VALUE_BYTES = 100;

  private final TargetTable table;
  private final int manyRows;
  private final TableStatements statements;
  private final WrittenColumns written;
  private final int[] key;
  private final int[] all;

  /** For each field of the row type the column of the images; none where it is of no use. */
  private final int[] fields;

  private boolean plain;

  PreparedTable(TargetTable table, int manyRows) {
    this.table = table;
    this.manyRows = manyRows;
    this.statements = new TableStatements(table);
    this.written = new WrittenColumns(table);
    this.key = table.key().stream().mapToInt(table::source).toArray();
    this.all = table.columns().stream().mapToInt(column -> column.sourceIndex()).toArray();
    this.fields =
        table.rowType().map(RowType::fields).orElse(List.of()).stream()
            .mapToInt(place -> place < 0 ? -1 : table.source(place))
            .toArray();
  }

  TargetTable table() {
    return table;
  }

  TableStatements statements() {
    return statements;
  }

  WrittenColumns written() {
    return written;
  }

  /** Where row images have the columns of the key; not to be written to. */
  int[] key() {
    return key;
  }

  /** Deletes the rows that have these images' keys. */
  SetStatement delete(List<RowImage> rows) {
    return new SetStatement(
        this,
        "delete",
        new Rows.One(statements.rowDelete(), key),
        new Rows.Columns(statements.setDelete(), key),
        rows);
  }

  /**
   * Updates the rows that have these images' keys to what the images say.
   *
   * @param columns places of those to write, among the target's
   */
  SetStatement update(List<Integer> columns, List<RowImage> rows) {
    int[] taken = new int[columns.size() + table.matched().size()];
    int next = 0;
    for (int place : columns) {
      taken[next++] = table.source(place);
    }
    // A row that goes out in a set keeps its key, so what finds it is in its new image too.
    for (int place : table.matched()) {
      taken[next++] = table.source(place);
    }
    Rows many =
        isForLiterals(rows)
            ? new Rows.Literals(statements.literalUpdate(columns), only(taken))
            : new Rows.Columns(statements.setUpdate(columns), taken);
    return new SetStatement(
        this, "update", new Rows.One(statements.rowUpdate(columns), taken), many, rows);
  }

  /** Inserts the rows. */
  SetStatement insert(List<RowImage> rows) {
    return new SetStatement(
        this,
        "insert",
        new Rows.One(statements.rowInsert(), all),
        new Rows.Columns(statements.setInsert(), all),
        rows);
  }

  /** Whether so many rows are better inserted by {@link #copy}. */
  boolean isForCopy(List<RowImage> rows) {
    return !plain && rows.size() >= manyRows;
  }

  /** Inserts the rows at once, in the transaction that the connection is in. */
  void copy(Connection connection, List<RowImage> rows) throws SQLException {
    long inserted = RowCopy.run(connection, statements.copy(), rows, all);
    if (inserted != rows.size()) {
      throw new NetMismatch(table, "copy inserted " + inserted + " rows of " + rows.size());
    }
  }

  /**
   * A statement met other rows than it should, or was refused: the table may have another row type
   * by now, or rows that COPY may not insert. From now on with arrays alone.
   */
  void stayPlain() {
    plain = true;
  }

  /** The fields, but for those that no column taken is the value of. */
  private int[] only(int... taken) {
    int[] left = fields.clone();
    for (int i = 0; i < left.length; i++) {
      int field = left[i];
      if (IntStream.of(taken).noneMatch(column -> column == field)) {
        left[i] = -1;
      }
    }
    return left;
  }

  private boolean isForLiterals(List<RowImage> rows) {
    if (plain || fields.length == 0 || rows.size() < manyRows) {
      return false;
    }
    long values = 0;
    long bytes = 0;
    for (RowImage row : rows) {
      for (int field : fields) {
        if (field >= 0) {
          bytes += Math.max(0, row.length(field));
        }
      }
      values += fields.length;
    }
    return bytes <= values * SHORT_VALUE_BYTES;
  }
}
