package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowImage;

/**
 * What a group does to one row, all its changes taken together. Rows of one table are equal when
 * their keys are. Owned by one lane.
 */
final class NetRow {

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

  private final int[] key;
  private final RowImage identity;
  private final int hash;
  private Effect effect;
  private RowImage after;

  private NetRow(int[] key, RowImage identity, Effect effect, RowImage after) {
    this.key = key;
    this.identity = identity;
    this.effect = effect;
    this.after = after;
    int sum = 0;
    for (int column : key) {
      sum = 31 * sum + identity.hash(column);
    }
    this.hash = sum;
  }

  /**
   * @param key where images have the columns of the key; one array for all rows of a table
   */
  static NetRow inserted(int[] key, RowImage after) {
    return new NetRow(key, after, Effect.INSERTED, after);
  }

  /** An update that leaves the key, which {@code after} has, as it is. */
  static NetRow updated(int[] key, RowImage after) {
    return new NetRow(key, after, Effect.UPDATED, after);
  }

  static NetRow deleted(int[] key, RowImage before) {
    return new NetRow(key, before, Effect.DELETED, null);
  }

  /** Whether an image tells the whole key, none of it null. */
  static boolean isKeyed(int[] key, RowImage image) {
    for (int column : key) {
      if (!image.isValue(column)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two images have the same key. */
  static boolean isSameKey(int[] key, RowImage one, RowImage other) {
    for (int column : key) {
      if (!one.isSame(column, other, column)) {
        return false;
      }
    }
    return true;
  }

  Effect effect() {
    return effect;
  }

  /** An image that has the key. */
  RowImage identity() {
    return identity;
  }

  /** The row as it is then, {@code null} where there is none. */
  RowImage after() {
    return after;
  }

  /** The row is inserted after what came before; false when there is a row already. */
  boolean insert(RowImage row) {
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
  boolean update(RowImage row) {
    switch (effect) {
      case INSERTED, UPDATED, REPLACED -> after = row.filledFrom(after);
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

  @Override
  public boolean equals(Object other) {
    return other instanceof NetRow row
        && row.hash == hash
        && isSameKey(key, identity, row.identity);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
