package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.RowCopy;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target table with its statements and what they take of row images. Owned by one lane.
 *
 * <p>Many rows are inserted by COPY, and updated by literals of the table's row type where they are
 * short: that costs the server least. Few go out as an array for each column, or row by row where
 * {@link JoinedSets} can join them. The two forms for many take values as the table's columns are
 * now, where arrays cast them to the types that its catalog told; so each looks whether the table
 * was altered since.
 */
final class PreparedTable {
  private static final Logger log = LoggerFactory.getLogger(PreparedTable.class);

  /** Above it the quoting of values, and their way through two texts, outweigh it. */
  private static final int SHORT_VALUE_BYTES = 100;

  /**
   * COPY makes a slot for each of its first thousand rows, and to pin the table's description for
   * one it passes all pins of those before (PostgreSQL source, {@code ResourceOwnerAddToHash}): 1.4
   * s of the server's for 200,000 rows by the thousand, 1.2 by halves of it. Beyond some thousands
   * that is lost among the rest, and a further COPY costs more: two answers to wait for.
   */
  private static final int COPIED_TOGETHER = 500;

  private static final int MANY_TIMES_COPIED = 3_000;

  private final TargetTable table;
  private final Many many;
  private final TableStatements statements;
  private final WrittenColumns written;
  private final int[] key;
  private final int[] all;
  private final SetForms deleting;
  private final SetForms inserting;

  /** Updates by the columns written, each made when it is first met. */
  private final Map<WrittenColumns.Mask, SetForms> byArrays = new IdentityHashMap<>();

  private final Map<WrittenColumns.Mask, SetForms> byLiterals = new IdentityHashMap<>();

  /** For each field of the row type the column of the images; none where it is of no use. */
  private final int[] fields;

  private final boolean computesNothing;
  private boolean literals;
  private boolean copied;

  /**
   * From how many rows on the forms for many are worth it.
   *
   * @param updates as literals: another statement to be prepared
   * @param inserts by COPY: two answers more to wait for
   */
  record Many(int updates, int inserts) {}

  PreparedTable(TargetTable table, Many many) {
    this.table = table;
    this.many = many;
    this.statements = new TableStatements(table);
    this.written = new WrittenColumns(table);
    this.key = table.key().stream().mapToInt(table::source).toArray();
    this.all = table.columns().stream().mapToInt(column -> column.sourceIndex()).toArray();
    this.deleting =
        new SetForms(
            "delete",
            new Rows.One(statements.rowDelete(), key),
            new Rows.Columns(statements.setDelete(), key));
    this.inserting =
        new SetForms(
            "insert",
            new Rows.One(statements.rowInsert(), all),
            new Rows.Columns(statements.setInsert(), all));
    this.fields =
        table.rowType().map(RowType::fields).orElse(List.of()).stream()
            .mapToInt(place -> place < 0 ? -1 : table.source(place))
            .toArray();
    this.computesNothing =
        fields.length > 0 && IntStream.of(fields).allMatch(column -> column >= 0);
    this.literals = fields.length > 0;
    this.copied = table.rowType().isPresent();
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

  /**
   * Whether every value of its rows comes from the source. Else the server computes some, by
   * functions that may look into other tables, whatever they say of themselves.
   */
  boolean computesNothing() {
    return computesNothing;
  }

  /** Where row images have the columns of the key; not to be written to. */
  int[] key() {
    return key;
  }

  /** Deletes the rows that have these images' keys. */
  SetStatement delete(List<RowImage> rows) {
    return new SetStatement(this, deleting, rows);
  }

  /**
   * Updates the rows that have these images' keys to what the images say.
   *
   * @param columns those to write
   */
  SetStatement update(WrittenColumns.Mask columns, List<RowImage> rows) {
    Map<WrittenColumns.Mask, SetForms> known = isForLiterals(rows) ? byLiterals : byArrays;
    SetForms forms = known.get(columns);
    if (forms == null) {
      forms = updating(columns.places(), known == byLiterals);
      known.put(columns, forms);
    }
    return new SetStatement(this, forms, rows);
  }

  private SetForms updating(List<Integer> columns, boolean asLiterals) {
    // A row that goes out in a set keeps its key, so what finds it is in its new image too.
    int[] taken =
        Stream.concat(columns.stream(), table.matched().stream()).mapToInt(table::source).toArray();
    return new SetForms(
        "update",
        new Rows.One(statements.rowUpdate(columns), taken),
        asLiterals
            ? new Rows.Literals(statements.literalUpdate(columns), only(taken))
            : new Rows.Columns(statements.setUpdate(columns), taken));
  }

  /** Inserts the rows. */
  SetStatement insert(List<RowImage> rows) {
    return new SetStatement(this, inserting, rows);
  }

  /** Whether so many rows are better inserted by {@link #copy}. */
  boolean isForCopy(List<RowImage> rows) {
    return copied && rows.size() >= many.inserts();
  }

  /** What goes before {@link #copy}: the table stays then as its catalog told. */
  List<ShapeCheck> beforeCopy() {
    return List.of(
        new ShapeCheck(this, statements.lock()), new ShapeCheck(this, statements.checkShape()));
  }

  /** Inserts the rows at once, in the transaction that the connection is in. */
  void copy(Connection connection, List<RowImage> rows) throws SQLException {
    int together = rows.size() < MANY_TIMES_COPIED ? COPIED_TOGETHER : rows.size();
    long inserted = 0;
    for (int from = 0; from < rows.size(); from += together) {
      List<RowImage> some = rows.subList(from, Math.min(rows.size(), from + together));
      inserted += RowCopy.run(connection, statements.copy(), some, all);
    }
    if (inserted != rows.size()) {
      throw new NetMismatch(table, "copy inserted " + inserted + " rows of " + rows.size());
    }
  }

  /** From now on without literals; whether they were in use. */
  boolean giveUpLiterals(String why) {
    boolean were = literals;
    literals = false;
    told(were, "literals of its row type", why);
    return were;
  }

  /** From now on without COPY; whether it was in use. */
  boolean giveUpCopy(String why) {
    boolean was = copied;
    copied = false;
    told(was, "COPY", why);
    return was;
  }

  private void told(boolean news, String form, String why) {
    if (news) {
      log.info(
          "table {} takes no {} any more ({}): altered, or secured; it goes on with arrays until the stream starts again",
          table.name(),
          form,
          why);
    }
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
    if (!literals || rows.size() < many.updates()) {
      return false;
    }
    long values = 0;
    long bytes = 0;
    for (RowImage row : rows) {
      for (int field : fields) {
        if (field >= 0 && row.isValue(field)) {
          bytes += row.length(field);
          values++;
        }
      }
    }
    return bytes <= values * SHORT_VALUE_BYTES;
  }
}
