package dev.baton.connectors.postgresql;

import dev.baton.connectors.change.RowImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One column of several rows as a parameter of type {@code text[]}, one element for each row. The
 * values go to the server as the bytes that they came as, in the binary form of arrays (PostgreSQL
 * source, {@code array_send}); no text is made of them here, and none is parsed there.
 */
public final class TextArray extends PGobject implements PGBinaryObject {
  private static final long serialVersionUID = 1L;

  /** Of type text, in the catalog of every server. */
  private static final int TEXT = 25;

  private static final int HEADER_BYTES = 5 * Integer.BYTES;
  private static final int NULL = -1;

  private final transient List<RowImage> rows;
  private final int column;

  /**
   * @param rows whose images have a value, or null, in the column; not to be changed before the
   *     parameter is set
   */
  public TextArray(List<RowImage> rows, int column) {
    this.rows = rows;
    this.column = column;
    setType("_text");
  }

  @Override
  public int lengthInBytes() {
    int length = HEADER_BYTES;
    for (RowImage row : rows) {
      length += Integer.BYTES + Math.max(0, row.length(column));
    }
    return length;
  }

  @Override
  public void toBytes(byte[] bytes, int offset) {
    ByteBuffer header = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
    // Dimensions, whether there are nulls, the elements' type; how many, and the first one's
    // number.
    header.putInt(1).putInt(hasNull() ? 1 : 0).putInt(TEXT).putInt(rows.size()).putInt(1);
    int at = offset + HEADER_BYTES;
    for (RowImage row : rows) {
      int length = row.isNull(column) ? NULL : row.length(column);
      if (length < NULL) {
        throw new IllegalStateException("a value that the trail left out cannot be written");
      }
      bytes[at++] = (byte) (length >>> 24);
      bytes[at++] = (byte) (length >>> 16);
      bytes[at++] = (byte) (length >>> 8);
      bytes[at++] = (byte) length;
      if (length > 0) {
        row.copy(column, bytes, at);
        at += length;
      }
    }
  }

  private boolean hasNull() {
    for (RowImage row : rows) {
      if (row.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("made to be sent, never received");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextArray array && array.rows.equals(rows) && array.column == column;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, column);
  }

  @Override
  public Object clone() throws CloneNotSupportedException {
    return super.clone();
  }
}
