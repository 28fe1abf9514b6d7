package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a group does to one table: the net effect on each of its rows. It goes out as deletes, then
 * updates, then inserts, so that a key or a unique value is free before it is taken again. Owned by
 * one lane.
 */
final class TableEffect {
  private final PreparedTable target;

  /** Each row by itself. */
  private final Map<NetRow, NetRow> rows = new LinkedHashMap<>();

  /** Inserted where rows have no key and two may be alike. */
  private final List<RowImage> twins = new ArrayList<>();

  TableEffect(PreparedTable target) {
    this.target = target;
  }

  PreparedTable target() {
    return target;
  }

  /** Adds a change; false when it cannot be part of a net effect. */
  boolean add(RowChange change) {
    if (target.table().wholeRow()) {
      return change instanceof RowChange.Insert insert && twins.add(insert.after());
    }
    return switch (change) {
      case RowChange.Insert insert -> {
        NetRow row = NetRow.inserted(target.key(), insert.after());
        NetRow earlier = rows.putIfAbsent(row, row);
        yield earlier == null || earlier.insert(insert.after());
      }
      case RowChange.Update update -> update(update);
      case RowChange.Delete delete -> {
        if (!NetRow.isKeyed(target.key(), delete.before())) {
          yield false;
        }
        NetRow row = NetRow.deleted(target.key(), delete.before());
        NetRow earlier = rows.putIfAbsent(row, row);
        yield earlier == null || earlier.delete();
      }
      case RowChange.Truncate truncate -> false;
    };
  }

  private boolean update(RowChange.Update update) {
    int[] key = target.key();
    RowImage after = update.after();
    if (update.before() != null) {
      after = after.filledFrom(update.before(), key);
      if (!NetRow.isSameKey(key, update.before(), after)) {
        return false;
      }
    }
    if (!NetRow.isKeyed(key, after)) {
      return false;
    }
    NetRow row = NetRow.updated(key, after);
    NetRow earlier = rows.putIfAbsent(row, row);
    return earlier == null || earlier.update(after);
  }

  /**
   * What carries it out.
   *
   * @param statements in their order
   * @param copied rows to be inserted after them by {@link PreparedTable#copy}
   */
  record Carried(PreparedTable target, List<SetStatement> statements, List<RowImage> copied) {}

  Carried carried() {
    List<RowImage> deleted = new ArrayList<>();
    List<RowImage> inserted = new ArrayList<>(twins);
    Map<WrittenColumns.Mask, List<RowImage>> updated = new LinkedHashMap<>();
    for (NetRow row : rows.keySet()) {
      switch (row.effect()) {
        case INSERTED -> inserted.add(row.after());
        case DELETED -> deleted.add(row.identity());
        case REPLACED -> {
          deleted.add(row.identity());
          inserted.add(row.after());
        }
        case UPDATED ->
            updated
                .computeIfAbsent(target.written().of(row.after()), mask -> new ArrayList<>())
                .add(row.after());
        case NONE -> {}
      }
    }
    List<SetStatement> statements = new ArrayList<>();
    if (!deleted.isEmpty()) {
      statements.add(target.delete(deleted));
    }
    for (Map.Entry<WrittenColumns.Mask, List<RowImage>> update : updated.entrySet()) {
      if (!update.getKey().places().isEmpty()) {
        statements.add(target.update(update.getKey(), update.getValue()));
      }
    }
    if (target.isForCopy(inserted)) {
      return new Carried(target, statements, inserted);
    }
    if (!inserted.isEmpty()) {
      statements.add(target.insert(inserted));
    }
    return new Carried(target, statements, List.of());
  }
}
