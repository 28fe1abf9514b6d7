package dev.baton.connectors.change;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of one row: for each column of {@link SourceTable#columns()} the database's own text
 * form in UTF-8, SQL null, or word that a large value stayed as it was.
 *
 * <p>The values stay the bytes that came over the wire: on their way to the target they are
 * compared and copied, and nobody reads them as characters. Nobody writes to the bytes once an
 * image is made of them, so an image may be shared by threads.
 */
public final class RowImage {
  private static final int NULL = -1;
  private static final int UNCHANGED = -2;

  /** An object's header, two references, and the header of an array. */
  private static final int OVERHEAD_BYTES = 64;

  private final byte[] bytes;

  /** For each column where its value begins, and its length or one of the marks above. */
  private final int[] places;

  private RowImage(byte[] bytes, int[] places) {
    this.bytes = bytes;
    this.places = places;
  }

  /**
   * An image of values that are at hand as objects.
   *
   * @param values texts, {@code null} for SQL null, or {@link Unchanged#VALUE}
   */
  public static RowImage of(Object... values) {
    byte[][] encoded = new byte[values.length][];
    int length = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof String text) {
        encoded[i] = text.getBytes(StandardCharsets.UTF_8);
        length += encoded[i].length;
      }
    }
    byte[] bytes = new byte[length];
    Builder image = new Builder(bytes, values.length);
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      if (encoded[i] != null) {
        System.arraycopy(encoded[i], 0, bytes, at, encoded[i].length);
        image.value(at, encoded[i].length);
        at += encoded[i].length;
      } else if (values[i] == Unchanged.VALUE) {
        image.unchanged();
      } else if (values[i] == null) {
        image.sqlNull();
      } else {
        throw new IllegalArgumentException("a value came as " + values[i].getClass().getName());
      }
    }
    return image.build();
  }

  /** Makes an image column by column, of bytes that hold its values. Owned by one thread. */
  public static final class Builder {
    private final byte[] bytes;
    private final int[] places;
    private int next;

    /**
     * @param bytes where the values are; the image's from now on
     */
    public Builder(byte[] bytes, int columns) {
      this.bytes = bytes;
      this.places = new int[2 * columns];
    }

    /** The next column's value is there, in UTF-8. */
    public void value(int start, int length) {
      places[next++] = start;
      places[next++] = length;
    }

    /** The next column is null. */
    public void sqlNull() {
      value(0, NULL);
    }

    /** The next column is as it was, and the trail does not tell how. */
    public void unchanged() {
      value(0, UNCHANGED);
    }

    /** The image, once every column was told. */
    public RowImage build() {
      if (next != places.length) {
        throw new IllegalStateException(next / 2 + " columns of " + places.length / 2);
      }
      return new RowImage(bytes, places);
    }
  }

  /** How many columns there are. */
  public int columns() {
    return places.length / 2;
  }

  /** About how much memory the image takes. */
  public int bytes() {
    int sum = OVERHEAD_BYTES + Integer.BYTES * places.length;
    for (int i = 0; i < columns(); i++) {
      sum += Math.max(0, length(i));
    }
    return sum;
  }

  /** Whether the column is SQL null. */
  public boolean isNull(int column) {
    return length(column) == NULL;
  }

  /** Whether the column is as it was, and the image does not tell how. */
  public boolean isUnchanged(int column) {
    return length(column) == UNCHANGED;
  }

  /** Whether the image has a value for the column: neither null nor left out. */
  public boolean isValue(int column) {
    return length(column) >= 0;
  }

  /** The length of the column's value, bytes; negative where it has none. */
  public int length(int column) {
    return places[2 * column + 1];
  }

  /** Copies the column's value, which it must have. */
  public void copy(int column, byte[] to, int start) {
    System.arraycopy(bytes, places[2 * column], to, start, length(column));
  }

  /** The column's value as characters, {@code null} for SQL null. */
  public String text(int column) {
    int length = length(column);
    if (length == UNCHANGED) {
      throw new IllegalStateException("column " + column + " is left out of the image");
    }
    return length == NULL
        ? null
        : new String(bytes, places[2 * column], length, StandardCharsets.UTF_8);
  }

  /** Texts, {@code null} for SQL null, and {@link Unchanged#VALUE}; for tests and the curious. */
  public List<Object> values() {
    List<Object> values = new ArrayList<>(columns());
    for (int i = 0; i < columns(); i++) {
      values.add(isUnchanged(i) ? Unchanged.VALUE : text(i));
    }
    return values;
  }

  /** A hash of the column's text: the same wherever the text is. */
  public int hash(int column) {
    int hash = 1;
    int start = places[2 * column];
    int end = start + length(column);
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** Whether a column here says the same as one there: the same text, or both none. */
  public boolean isSame(int column, RowImage other, int othersColumn) {
    int length = length(column);
    if (length != other.length(othersColumn)) {
      return false;
    }
    int mine = places[2 * column];
    int theirs = other.places[2 * othersColumn];
    for (int i = 0; i < length; i++) {
      if (bytes[mine + i] != other.bytes[theirs + i]) {
        return false;
      }
    }
    return true;
  }

  /** This image with what it leaves out taken from the row as it was before. */
  public RowImage filledFrom(RowImage before) {
    int[] all = new int[columns()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return filledFrom(before, all);
  }

  /** The same for some columns only. */
  public RowImage filledFrom(RowImage before, int... columns) {
    int missing = 0;
    int length = bytes.length;
    for (int column : columns) {
      if (isUnchanged(column)) {
        missing++;
        length += Math.max(0, before.length(column));
      }
    }
    if (missing == 0) {
      return this;
    }
    int[] filled = places.clone();
    if (before.bytes == bytes) {
      // Both came in one message, which is a large one where a value was left out.
      for (int column : columns) {
        if (isUnchanged(column)) {
          filled[2 * column] = before.places[2 * column];
          filled[2 * column + 1] = before.length(column);
        }
      }
      return new RowImage(bytes, filled);
    }
    byte[] both = new byte[length];
    System.arraycopy(bytes, 0, both, 0, bytes.length);
    int at = bytes.length;
    for (int column : columns) {
      if (isUnchanged(column)) {
        filled[2 * column] = at;
        filled[2 * column + 1] = before.length(column);
        if (before.isValue(column)) {
          before.copy(column, both, at);
          at += before.length(column);
        }
      }
    }
    return new RowImage(both, filled);
  }

  /** Without values: rows are never logged. */
  @Override
  public String toString() {
    return "row of " + columns() + " columns";
  }
}
