package dev.baton.protocol.trail;

/**
 * A point in one audit trail, totally ordered in commit order. Two positions of one trail compare;
 * positions of different trails never meet.
 *
 * <p>On PostgreSQL: the end LSN of a transaction's commit record, an unsigned 64-bit byte offset
 * into the WAL, written {@code 0/1A2B3C8}.
 *
 * @param value the offset; compared without sign
 */
public record SourcePosition(long value) implements Comparable<SourcePosition> {

  /** Before everything. */
  public static final SourcePosition NONE = new SourcePosition(0);

  /** Reads {@code 0/1A2B3C8}. */
  public static SourcePosition parse(String written) {
    int slash = written.indexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException(
          "a source position looks like 0/1A2B3C8, not '" + written + "'");
    }
    long high = Long.parseLong(written, 0, slash, 16);
    long low = Long.parseLong(written, slash + 1, written.length(), 16);
    return new SourcePosition(high << 32 | low);
  }

  @Override
  public int compareTo(SourcePosition other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** Whether this point lies behind {@code other} in commit order. */
  public boolean isAfter(SourcePosition other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(value & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT);
  }
}
