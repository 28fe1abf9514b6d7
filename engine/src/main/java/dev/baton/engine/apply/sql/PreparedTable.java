package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.engine.flow.TargetTable;
import java.util.List;

/** A target table with its statements and what they take of row images. Owned by one lane. */
final class PreparedTable {
  private final TargetTable table;
  private final TableStatements statements;
  private final WrittenColumns written;
  private final int[] key;
  private final int[] all;

  PreparedTable(TargetTable table) {
    this.table = table;
    this.statements = new TableStatements(table);
    this.written = new WrittenColumns(table);
    this.key = table.key().stream().mapToInt(table::source).toArray();
    this.all = table.columns().stream().mapToInt(column -> column.sourceIndex()).toArray();
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
        table, "delete", statements.setDelete(), statements.rowDelete(), key, rows);
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
    return new SetStatement(
        table, "update", statements.setUpdate(columns), statements.rowUpdate(columns), taken, rows);
  }

  /** Inserts the rows. */
  SetStatement insert(List<RowImage> rows) {
    return new SetStatement(
        table, "insert", statements.setInsert(), statements.rowInsert(), all, rows);
  }
}
