package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the changes of a group go out: net effects in sets, and between them, in their place in the
 * order, the changes that no set can say. Nothing is sent to the target. Owned by one lane.
 *
 * <p>No set can say a changed key, a truncation, an update or delete in a table without a key, and
 * what happens to a table with triggers that must see each change.
 */
final class SetPlan {

  /** A part of the plan. */
  sealed interface Piece {}

  /** Tables in the order in which they were met first. */
  record Sets(List<TableEffect> tables) implements Piece {}

  /**
   * One change as it is.
   *
   * @param targets of its tables, as they were when it was met: a later change of the group may be
   *     of a newer version
   */
  record Step(RowChange change, List<PreparedTable> targets, Place place) implements Piece {}

  private final TargetTables tables;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<SourceTable, TableEffect> effects = new IdentityHashMap<>();
  private final Map<TableName, SourceTable> versions = new HashMap<>();
  private List<TableEffect> open = new ArrayList<>();

  SetPlan(TargetTables tables) {
    this.tables = tables;
  }

  /** Takes the next change, in source order. */
  void add(RowChange change, Place place) {
    if (change instanceof RowChange.Truncate truncate) {
      step(change, tables.of(truncate), place);
      return;
    }
    TableEffect effect = effects.get(change.table());
    if (effect == null) {
      PreparedTable target = tables.of(change.table()).orElse(null);
      if (target == null) {
        return;
      }
      if (!target.table().inSets()) {
        step(change, List.of(target), place);
        return;
      }
      effect = begin(change.table(), target);
    }
    if (!effect.add(change)) {
      step(change, List.of(effect.target()), place);
    }
  }

  private TableEffect begin(SourceTable source, PreparedTable target) {
    SourceTable earlier = versions.get(target.table().name());
    if (earlier != null && earlier != source) {
      endSets();
    }
    TableEffect effect = new TableEffect(target);
    effects.put(source, effect);
    versions.put(target.table().name(), source);
    open.add(effect);
    return effect;
  }

  private void step(RowChange change, List<PreparedTable> targets, Place place) {
    endSets();
    pieces.add(new Step(change, targets, place));
  }

  private void endSets() {
    if (!open.isEmpty()) {
      pieces.add(new Sets(open));
      open = new ArrayList<>();
      effects.clear();
      versions.clear();
    }
  }

  /** The whole plan; the next one begins empty. */
  List<Piece> take() {
    endSets();
    List<Piece> all = List.copyOf(pieces);
    pieces.clear();
    return all;
  }
}
