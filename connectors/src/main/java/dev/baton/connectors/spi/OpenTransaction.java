package dev.baton.connectors.spi;

/**
 * A transaction that is open at a site and may have changed something: what a handover may have to
 * wait for.
 *
 * @param pid of its session; 0 when it is prepared and belongs to none
 * @param user who runs it
 * @param ageMillis since it began, or was prepared
 * @param query its session's last statement, cut to {@value #LONGEST_QUERY} characters; for a
 *     prepared one its global id
 * @param transactionId 64 bits wide
 */
public record OpenTransaction(
    int pid, String user, long ageMillis, String query, long transactionId) {

  /** What is shown of a statement, characters. */
  public static final int LONGEST_QUERY = 200;

  public OpenTransaction {
    query = query.length() > LONGEST_QUERY ? query.substring(0, LONGEST_QUERY - 1) + "…" : query;
  }

  /** Whether it was prepared for a two-phase commit: no session's end ends it. */
  public boolean prepared() {
    return pid == 0;
  }
}
