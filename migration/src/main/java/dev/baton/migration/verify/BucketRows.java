package dev.baton.migration.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the rows of some buckets in the buckets' order, one bucket in memory at a time. */
final class BucketRows implements AutoCloseable {
  private static final int FETCHED_ROWS = 1_000;

  private final TableSide side;
  private final PreparedStatement statement;
  private final ResultSet result;
  private boolean hasRow;

  private BucketRows(TableSide side, PreparedStatement statement, ResultSet result)
      throws SQLException {
    this.side = side;
    this.statement = statement;
    this.result = result;
    this.hasRow = result.next();
  }

  static BucketRows open(Connection connection, TableSide side, long mask, List<Long> buckets)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(side.bucketRows(mask));
    try {
      statement.setFetchSize(FETCHED_ROWS);
      statement.setArray(1, connection.createArrayOf("int8", buckets.toArray()));
      return new BucketRows(side, statement, statement.executeQuery());
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** The rows of a bucket; ask in growing order. */
  Map<RowKey, Digest> take(long bucket) throws SQLException {
    Map<RowKey, Digest> rows = new HashMap<>();
    while (hasRow && result.getLong(1) <= bucket) {
      rows.put(RowKey.read(result, 2, side.keyWidth()), Digest.read(result, side.keyWidth() + 2));
      hasRow = result.next();
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
