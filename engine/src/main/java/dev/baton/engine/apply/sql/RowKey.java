package dev.baton.engine.apply.sql;

import java.util.Arrays;

/** The key of a row within its table, as text. The array has one owner: this. */
final class RowKey {
  private final Object[] values;
  private final int hash;

  RowKey(Object[] values) {
    this.values = values;
    this.hash = Arrays.hashCode(values);
  }

  Object[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key && key.hash == hash && Arrays.equals(key.values, values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
