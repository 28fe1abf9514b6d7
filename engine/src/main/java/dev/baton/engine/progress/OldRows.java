package dev.baton.engine.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Removes the old rows of one stream's applied log, some at a time: what a stream of 500
 * transactions a second writes in half a minute took a tenth of a second to remove at once, and the
 * stream stood still meanwhile.
 *
 * <p>What stays: the last rows, every row that took the stream, and the one before each such row.
 * An engine that lost the stream meets one of those, see {@link AppliedLog}.
 *
 * <p>Owned by one thread.
 */
public final class OldRows {
  private final String stream;
  private final long kept;
  private final int most;

  /** Up to which all is removed that goes; what lies before is not looked at again. */
  private long passed;

  /**
   * @param kept how many of the last rows stay
   * @param most how many are removed at once
   */
  public OldRows(String stream, long kept, int most) {
    this.stream = stream;
    this.kept = kept;
    this.most = most;
  }

  /** Removes some; tells how many. {@code control}: in autocommit. */
  public int remove(Connection control) throws SQLException {
    Optional<Progress> last = AppliedLog.last(control, stream);
    return last.isPresent() ? removeUpTo(control, last.get().seq() - kept) : 0;
  }

  private int removeUpTo(Connection control, long bound) throws SQLException {
    String sql =
        "with gone as (delete from baton.applied where stream = ? and seq in (select a.seq"
            + " from baton.applied a where a.stream = ? and a.seq > ? and a.seq <= ?"
            + " and not a.taken and not exists (select from baton.applied t"
            + " where t.stream = a.stream and t.seq = a.seq + 1 and t.taken)"
            + " order by a.seq limit ?) returning seq)"
            + " select count(*), coalesce(max(seq), 0) from gone";
    try (PreparedStatement delete = control.prepareStatement(sql)) {
      delete.setString(1, stream);
      delete.setString(2, stream);
      delete.setLong(3, passed);
      delete.setLong(4, bound);
      delete.setInt(5, most);
      try (ResultSet row = delete.executeQuery()) {
        row.next();
        int removed = row.getInt(1);
        passed = Math.max(passed, removed < most ? bound : row.getLong(2));
        return removed;
      }
    }
  }
}
