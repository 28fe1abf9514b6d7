package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.flow.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collapses the changes to each row to their net effect and writes them as set statements: deletes,
 * then updates, then inserts of each table, so that a key or a unique value is free before it is
 * taken again. What no set can say (a changed key, a truncation, an update or delete in a table
 * without a key, a table with triggers that must see each change) goes out as a step in its place
 * in the order.
 *
 * <p>Where one set would still break a unique constraint that the source's order did not, or met
 * other rows than it should, the whole group goes again in steps; see {@link NetMismatch}.
 */
public final class SetWriter implements ChangeWriter {
  private final Connection connection;
  private final TargetTables tables;
  private final StepWriter steps;
  private final Map<SourceTable, TableEffect> effects = new IdentityHashMap<>();
  private final Map<TableName, SourceTable> versions = new HashMap<>();
  private final List<TableEffect> inOrder = new ArrayList<>();
  private final boolean overNoRows;
  private boolean stepping;

  /**
   * What a group does to one table.
   *
   * @param rows by key
   * @param twins inserted where rows have no key and two may be alike
   */
  private record TableEffect(
      TargetTable table,
      TableStatements statements,
      Map<RowKey, NetChange> rows,
      List<Object[]> twins) {}

  /** A writer into the transaction that {@code connection} is in. */
  public SetWriter(Connection connection, TargetTables tables) {
    this(connection, tables, false);
  }

  private SetWriter(Connection connection, TargetTables tables, boolean overNoRows) {
    this.overNoRows = overNoRows;
    this.connection = connection;
    this.tables = tables;
    this.steps = new StepWriter(connection, tables);
  }

  /** A writer whose statements meet no row, and which leaves out what does not go out in sets. */
  public static SetWriter overNoRows(Connection connection, TargetTables tables) {
    return new SetWriter(connection, tables, true);
  }

  @Override
  public void write(RowChange change, Place place) throws SQLException {
    if (change instanceof RowChange.Truncate) {
      step(change, place);
      return;
    }
    TableEffect effect = effects.get(change.table());
    if (effect == null) {
      TargetTables.Prepared target = tables.of(change.table()).orElse(null);
      if (target == null) {
        return;
      }
      if (!target.table().inSets()) {
        step(change, place);
        return;
      }
      effect = begin(change.table(), target);
    }
    if (stepping) {
      steps.flush();
      stepping = false;
    }
    if (!collapse(effect, change)) {
      step(change, place);
    }
  }

  private TableEffect begin(SourceTable source, TargetTables.Prepared target) throws SQLException {
    SourceTable earlier = versions.get(target.table().name());
    if (earlier != null && earlier != source) {
      flush();
    }
    TableEffect effect =
        new TableEffect(
            target.table(), target.statements(), new LinkedHashMap<>(), new ArrayList<>());
    effects.put(source, effect);
    versions.put(target.table().name(), source);
    inOrder.add(effect);
    return effect;
  }

  /** Adds a change to the net effect; false when it cannot be part of one. */
  private static boolean collapse(TableEffect effect, RowChange change) {
    TargetTable table = effect.table();
    if (table.wholeRow()) {
      return change instanceof RowChange.Insert insert
          && effect.twins().add(table.values(insert.after()));
    }
    return switch (change) {
      case RowChange.Insert insert -> {
        Object[] after = table.values(insert.after());
        RowKey key = key(table, after);
        NetChange net = effect.rows().get(key);
        if (net == null) {
          effect.rows().put(key, NetChange.inserted(after));
          yield true;
        }
        yield net.insert(after);
      }
      case RowChange.Update update -> update(effect, update);
      case RowChange.Delete delete -> {
        RowKey key = key(table, table.values(delete.before()));
        if (hasNull(key)) {
          yield false;
        }
        NetChange net = effect.rows().get(key);
        if (net == null) {
          effect.rows().put(key, NetChange.deleted());
          yield true;
        }
        yield net.delete();
      }
      case RowChange.Truncate truncate -> false;
    };
  }

  private static boolean update(TableEffect effect, RowChange.Update update) {
    TargetTable table = effect.table();
    Object[] after = table.values(update.after());
    RowKey key;
    if (update.before() == null) {
      key = key(table, after);
    } else {
      Object[] before = table.values(update.before());
      for (int column : table.key()) {
        if (after[column] == Unchanged.VALUE) {
          after[column] = before[column];
        }
      }
      key = key(table, before);
      if (!key.equals(key(table, after))) {
        return false;
      }
    }
    if (hasNull(key)) {
      return false;
    }
    NetChange net = effect.rows().get(key);
    if (net == null) {
      effect.rows().put(key, NetChange.updated(after));
      return true;
    }
    return net.update(after);
  }

  private static RowKey key(TargetTable table, Object[] values) {
    List<Integer> places = table.key();
    Object[] key = new Object[places.size()];
    for (int i = 0; i < key.length; i++) {
      key[i] = values[places.get(i)];
    }
    return new RowKey(key);
  }

  private static boolean hasNull(RowKey key) {
    for (Object value : key.values()) {
      if (value == null || value == Unchanged.VALUE) {
        return true;
      }
    }
    return false;
  }

  private void step(RowChange change, Place place) throws SQLException {
    if (overNoRows) {
      return;
    }
    flushSets();
    stepping = true;
    steps.write(change, place);
  }

  @Override
  public void flush() throws SQLException {
    steps.flush();
    stepping = false;
    flushSets();
  }

  private void flushSets() throws SQLException {
    for (TableEffect effect : inOrder) {
      write(effect);
    }
    inOrder.clear();
    effects.clear();
    versions.clear();
  }

  private void write(TableEffect effect) throws SQLException {
    List<RowKey> deleted = new ArrayList<>();
    List<Object[]> inserted = new ArrayList<>(effect.twins());
    Map<List<Integer>, List<Map.Entry<RowKey, NetChange>>> updated = new LinkedHashMap<>();
    WrittenColumns written = new WrittenColumns(effect.table());
    for (Map.Entry<RowKey, NetChange> row : effect.rows().entrySet()) {
      switch (row.getValue().effect()) {
        case INSERTED -> inserted.add(row.getValue().after());
        case DELETED -> deleted.add(row.getKey());
        case REPLACED -> {
          deleted.add(row.getKey());
          inserted.add(row.getValue().after());
        }
        case UPDATED ->
            updated
                .computeIfAbsent(written.of(row.getValue().after()), mask -> new ArrayList<>())
                .add(row);
        case NONE -> {}
      }
    }
    SetStatement set = new SetStatement(connection, effect.table(), overNoRows);
    TableStatements statements = effect.statements();
    set.keys(statements.setDelete(), deleted, "delete");
    for (Map.Entry<List<Integer>, List<Map.Entry<RowKey, NetChange>>> mask : updated.entrySet()) {
      if (!mask.getKey().isEmpty()) {
        set.update(statements.setUpdate(mask.getKey()), mask.getKey(), mask.getValue());
      }
    }
    set.rows(statements.setInsert(), inserted);
  }
}
