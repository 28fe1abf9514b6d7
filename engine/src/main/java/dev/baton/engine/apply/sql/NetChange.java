package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.Unchanged;

/**
 * What a group does to one row, all its changes taken together. Row values are in the order of the
 * target's columns. Owned by one lane.
 */
final class NetChange {

  /** What became of the row. */
  enum Effect {
    INSERTED,
    UPDATED,
    DELETED,
    /** Deleted and inserted again: both are carried out. */
    REPLACED,
    /** Inserted and deleted again: it never was. */
    NONE
  }

  private Effect effect;
  private Object[] after;

  private NetChange(Effect effect, Object[] after) {
    this.effect = effect;
    this.after = after;
  }

  static NetChange inserted(Object[] after) {
    return new NetChange(Effect.INSERTED, after);
  }

  static NetChange updated(Object[] after) {
    return new NetChange(Effect.UPDATED, after);
  }

  static NetChange deleted() {
    return new NetChange(Effect.DELETED, null);
  }

  Effect effect() {
    return effect;
  }

  Object[] after() {
    return after;
  }

  /** The row is inserted after what came before; false when there is a row already. */
  boolean insert(Object[] row) {
    switch (effect) {
      case DELETED -> effect = Effect.REPLACED;
      case NONE -> effect = Effect.INSERTED;
      case INSERTED, UPDATED, REPLACED -> {
        return false;
      }
    }
    after = row;
    return true;
  }

  /** The row is updated after what came before; false when there is no row. */
  boolean update(Object[] row) {
    switch (effect) {
      case INSERTED, UPDATED, REPLACED -> after = merged(after, row);
      case DELETED, NONE -> {
        return false;
      }
    }
    return true;
  }

  /** The row is deleted after what came before; false when there is no row. */
  boolean delete() {
    switch (effect) {
      case INSERTED -> effect = Effect.NONE;
      case UPDATED, REPLACED -> effect = Effect.DELETED;
      case DELETED, NONE -> {
        return false;
      }
    }
    after = null;
    return true;
  }

  private static Object[] merged(Object[] earlier, Object[] later) {
    for (int i = 0; i < later.length; i++) {
      if (later[i] == Unchanged.VALUE) {
        later[i] = earlier[i];
      }
    }
    return later;
  }
}
