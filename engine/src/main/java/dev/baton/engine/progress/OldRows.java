package dev.baton.engine.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the old rows of one stream's applied log, some at a time: what a stream of 500
 * transactions a second writes in half a minute took a tenth of a second to remove at once, and the
 * stream stood still meanwhile.
 *
 * <p>What stays: the last rows, every row that took the stream, and the one before each such row.
 * An engine that lost the stream meets one of those, see {@link AppliedLog}.
 *
 * <p>Each statement goes through a range of the log's key, in a session that finds rows by their
 * key. One statement that joined the log to itself went through all of it for each old row where
 * the log had been all but empty when it was planned: up to a second of every second.
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
   * @param kept how many of the last rows stay, at least 1
   * @param most how many are looked at at once
   */
  public OldRows(String stream, long kept, int most) {
    this.stream = stream;
    this.kept = kept;
    this.most = most;
  }

  /** Removes some; tells how many. {@code control}: in autocommit. */
  public int remove(Connection control) throws SQLException {
    Optional<Progress> last = AppliedLog.last(control, stream);
    long bound = last.map(Progress::seq).orElse(0L) - kept;
    if (bound <= passed) {
      return 0;
    }
    long end = end(control, bound);
    int removed = removeUpTo(control, end);
    passed = end;
    return removed;
  }

  /** Where the rows end that are looked at now: the bound, or the last one of as many as may be. */
  private long end(Connection control, long bound) throws SQLException {
    String sql =
        "select seq from baton.applied where stream = ? and seq > ? and seq <= ?"
            + " order by seq offset ? limit 1";
    try (PreparedStatement query = control.prepareStatement(sql)) {
      range(query, bound);
      query.setInt(4, most - 1);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : bound;
      }
    }
  }

  private void range(PreparedStatement statement, long end) throws SQLException {
    statement.setString(1, stream);
    statement.setLong(2, passed);
    statement.setLong(3, end);
  }

  private int removeUpTo(Connection control, long end) throws SQLException {
    String sql =
        "delete from baton.applied where stream = ? and seq > ? and seq <= ?"
            + " and not taken and seq <> all (?)";
    try (PreparedStatement delete = control.prepareStatement(sql)) {
      range(delete, end);
      delete.setArray(
          4, control.createArrayOf("int8", beforeTakes(control, end).toArray(Long[]::new)));
      return delete.executeUpdate();
    }
  }

  /** Numbers before those that took the stream; a later take has a later number than the last. */
  private List<Long> beforeTakes(Connection control, long end) throws SQLException {
    String sql =
        "select seq - 1 from baton.applied where stream = ? and seq > ? and seq <= ? and taken";
    List<Long> before = new ArrayList<>();
    try (PreparedStatement query = control.prepareStatement(sql)) {
      range(query, end + 1);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          before.add(rows.getLong(1));
        }
      }
    }
    return before;
  }
}
