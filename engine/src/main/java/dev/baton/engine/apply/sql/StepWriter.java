package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.flow.TargetTable;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes change by change, exactly in source order: what succeeded so at the source succeeds so at
 * the target. Neighbours with the same statement go out together. Every change must meet exactly
 * one row.
 */
public final class StepWriter implements ChangeWriter {
  private static final int LARGEST_BATCH = 500;

  private final Connection connection;
  private final TargetTables tables;
  private final int largestBatch;
  private String sql = "";
  private PreparedStatement statement;
  private TargetTable table;
  private String kind = "";
  private String where = "";
  private final List<Place> places = new ArrayList<>();

  /** A writer into the transaction that {@code connection} is in. */
  public StepWriter(Connection connection, TargetTables tables) {
    this(connection, tables, LARGEST_BATCH);
  }

  private StepWriter(Connection connection, TargetTables tables, int largestBatch) {
    this.connection = connection;
    this.tables = tables;
    this.largestBatch = largestBatch;
  }

  /** A writer that sends every change alone: slow, and can tell which of them failed. */
  public static StepWriter oneByOne(Connection connection, TargetTables tables) {
    return new StepWriter(connection, tables, 1);
  }

  @Override
  public void first(StatementBatch.Refusing first) throws SQLException {
    StatementBatch.run(connection, List.of(first));
  }

  @Override
  public void commit() throws SQLException {
    flush();
    connection.commit();
  }

  @Override
  public void write(RowChange change, Place place) throws SQLException {
    List<PreparedTable> targets =
        change instanceof RowChange.Truncate truncate
            ? tables.of(truncate)
            : tables.of(change.table()).stream().toList();
    write(change, targets, place);
  }

  /**
   * Takes the next change.
   *
   * @param targets of its tables; none where nothing of it is replicated
   */
  void write(RowChange change, List<PreparedTable> targets, Place place) throws SQLException {
    if (targets.isEmpty()) {
      return;
    }
    PreparedTable target = targets.getFirst();
    switch (change) {
      case RowChange.Truncate truncate -> truncate(targets, place);
      case RowChange.Insert insert -> insert(target, insert, place);
      case RowChange.Delete delete -> {
        use(target, target.statements().rowDelete(), "delete");
        add(key(target.table(), delete.before(), place), place);
      }
      case RowChange.Update update -> update(target, update, place);
    }
  }

  private void insert(PreparedTable target, RowChange.Insert insert, Place place)
      throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < target.table().columns().size(); i++) {
      values.add(insert.after().text(target.table().source(i)));
    }
    use(target, target.statements().rowInsert(), "insert");
    add(values, place);
  }

  private void update(PreparedTable target, RowChange.Update update, Place place)
      throws SQLException {
    TargetTable updated = target.table();
    RowImage after = update.after();
    RowImage identifying = update.before() == null ? after : update.before();
    List<Integer> written = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < updated.columns().size(); i++) {
      int column = updated.source(i);
      if (!after.isUnchanged(column) && !stays(updated, i, identifying, after)) {
        written.add(i);
        values.add(after.text(column));
      }
    }
    if (written.isEmpty()) {
      return;
    }
    values.addAll(key(updated, identifying, place));
    for (int numbered : updated.numbered()) {
      if (!updated.key().contains(numbered)) {
        values.add(after.text(updated.source(numbered)));
      }
    }
    use(target, target.statements().rowUpdate(written), "update");
    add(values, place);
  }

  /**
   * Whether the server numbers the column and its number stays: no statement may set it. Where it
   * is not known whether it stays, the row is found by it, so that a new number meets no row.
   */
  private static boolean stays(TargetTable table, int place, RowImage identifying, RowImage after) {
    int column = table.source(place);
    return table.numbered().contains(place)
        && (!table.key().contains(place) || after.isSame(column, identifying, column));
  }

  private static List<String> key(TargetTable table, RowImage image, Place place) {
    List<String> key = new ArrayList<>(table.key().size());
    for (int identifying : table.key()) {
      int column = table.source(identifying);
      if (image.isUnchanged(column) || !table.wholeRow() && image.isNull(column)) {
        throw new BatonException(
            ErrorCode.SCHEMA_MISMATCH,
            "a change of table %s (%s) does not tell column %s, which identifies rows at the target; give the table the same key at both sites"
                .formatted(table.name(), place, table.columns().get(identifying).name()));
      }
      key.add(image.text(column));
    }
    return key;
  }

  private void use(PreparedTable target, String wanted, String what) throws SQLException {
    if (!wanted.equals(sql) || places.size() >= largestBatch) {
      flush();
      sql = wanted;
      table = target.table();
      kind = what;
      statement = connection.prepareStatement(wanted);
    }
  }

  private void add(List<String> values, Place place) throws SQLException {
    int parameter = 1;
    for (String value : values) {
      Rows.One.bind(statement, parameter++, value);
    }
    statement.addBatch();
    places.add(place);
  }

  @Override
  public void flush() throws SQLException {
    if (statement == null) {
      return;
    }
    try (PreparedStatement batch = statement) {
      int[] counts = batch.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 0) {
          throw missing(places.get(i));
        }
        if (counts[i] > 1) {
          throw ambiguous(places.get(i), counts[i]);
        }
      }
    } catch (BatchUpdateException e) {
      // The batch's own message quotes the statement with its values: the server's error goes on.
      throw e.getNextException() == null ? e : e.getNextException();
    } finally {
      where = places.size() == 1 ? " (" + places.getFirst() + ")" : "";
      statement = null;
      sql = "";
      places.clear();
    }
  }

  private BatonException missing(Place place) {
    return new BatonException(
        ErrorCode.CONFLICT,
        "%s of a row that is not in table %s at the target (%s). Compare the sites with 'baton verify --tables %s', make them equal with '--repair', then 'baton resume'"
            .formatted(kind, table.name(), place, table.name()));
  }

  private BatonException ambiguous(Place place, int met) {
    return new BatonException(
        ErrorCode.CONFLICT,
        "%s of one row meets %d rows of table %s at the target (%s): what identifies a row at the source does not there. Give the table the same key at both sites, remove the surplus rows, then 'baton resume'"
            .formatted(kind, met, table.name(), place));
  }

  /** What the statement in hand was doing, for errors; with its place where it did one thing. */
  public String doing() {
    return table == null ? "a change" : kind + " in table " + table.name() + where;
  }

  private void truncate(List<PreparedTable> targets, Place place) throws SQLException {
    flush();
    table = targets.getFirst().table();
    kind = "truncate";
    where = " (" + place + ")";
    String names =
        targets.stream()
            .map(target -> target.statements().rows())
            .collect(Collectors.joining(", "));
    try (PreparedStatement run = connection.prepareStatement("truncate " + names)) {
      run.execute();
    }
  }
}
