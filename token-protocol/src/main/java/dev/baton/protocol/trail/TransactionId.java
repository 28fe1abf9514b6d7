package dev.baton.protocol.trail;

/**
 * A transaction as its database numbers it, 64 bits wide: never used twice, assigned in increasing
 * order, at a transaction's first write. A transaction that has written nothing has none.
 *
 * <p>PostgreSQL's snapshots tell 64 bits ({@code xid8}); what logical decoding and {@code
 * pg_prepared_xacts} tell is the lower 32 of them. Ids of 32 bits compare modulo 2^32 and mean
 * nothing without a reference, so they are widened at the door and never compared as they are.
 *
 * @param value the number, without sign
 */
public record TransactionId(long value) implements Comparable<TransactionId> {
  /** The first id PostgreSQL gives; 0, 1 and 2 are none, bootstrap and frozen. */
  public static final TransactionId FIRST = new TransactionId(3);

  /**
   * The 64-bit id whose lower half is {@code low} and that lies nearest to a reference: the epoch
   * rule. PostgreSQL keeps all ids that can be met at one time within 2^31 of each other, so the
   * nearest is the only one.
   *
   * @param low the lower 32 bits, as read from a trail
   * @param reference any id met at about the same time, for instance a snapshot's {@code xmax}
   */
  public static TransactionId widen(int low, TransactionId reference) {
    int distance = low - (int) reference.value;
    long nearest = reference.value + distance;
    boolean beforeTheFirstEpoch = distance < 0 && nearest < 0 && reference.value >= 0;
    return new TransactionId(beforeTheFirstEpoch ? Integer.toUnsignedLong(low) : nearest);
  }

  /** Reads what {@code xid8} prints. */
  public static TransactionId parse(String written) {
    return new TransactionId(Long.parseUnsignedLong(written));
  }

  @Override
  public int compareTo(TransactionId other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** Whether the id was assigned before {@code other}. */
  public boolean isBefore(TransactionId other) {
    return compareTo(other) < 0;
  }

  /** The id assigned next after this one. */
  public TransactionId next() {
    return new TransactionId(value + 1);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
