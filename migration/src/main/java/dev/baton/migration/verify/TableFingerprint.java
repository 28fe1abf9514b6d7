package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole table in a few words: two tables with equal fingerprints hold the same rows under the
 * same column names, whatever the order of rows and columns. Meant for quiet tables of any size;
 * one scan, computed in the database. What counts as equal is told at {@link Verification}.
 *
 * @param columns names in the order of their bytes
 * @param rows how many there are
 * @param sum1 sum of the rows' hashes under one seed, a decimal
 * @param sum2 the same under another
 */
public record TableFingerprint(List<String> columns, long rows, String sum1, String sum2) {
  public TableFingerprint {
    columns = List.copyOf(columns);
  }

  /**
   * Takes the fingerprint, generated columns included. Joins the connection's open transaction, or
   * opens one of its own in autocommit; either way it leaves no setting changed.
   *
   * @throws SQLException also when there is no such table
   */
  public static TableFingerprint of(Connection connection, TableName table) throws SQLException {
    boolean ownTransaction = connection.getAutoCommit();
    if (ownTransaction) {
      connection.setAutoCommit(false);
    }
    Savepoint before = connection.setSavepoint();
    try {
      return compute(connection, table);
    } finally {
      // Takes the pinned settings back, and an error's aborted state with them.
      connection.rollback(before);
      connection.releaseSavepoint(before);
      if (ownTransaction) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static TableFingerprint compute(Connection connection, TableName table)
      throws SQLException {
    String name = CanonicalText.quoted(table.schema()) + "." + CanonicalText.quoted(table.table());
    try (Statement statement = connection.createStatement()) {
      statement.execute(CanonicalText.pinning(true));
      List<String> columns = columns(connection, name);
      String sql =
          "SELECT %s FROM (SELECT %s FROM (SELECT %s AS r FROM %s t OFFSET 0) c) h"
              .formatted(
                  CanonicalText.digest(),
                  CanonicalText.hashes("r"),
                  CanonicalText.of(columns),
                  name);
      try (ResultSet result = statement.executeQuery(sql)) {
        result.next();
        Digest digest = Digest.read(result, 1);
        return new TableFingerprint(columns, digest.rows(), digest.sum1(), digest.sum2());
      }
    }
  }

  private static List<String> columns(Connection connection, String name) throws SQLException {
    String sql =
        "SELECT attname FROM pg_attribute WHERE attrelid = CAST(? AS regclass) AND attnum > 0"
            + " AND NOT attisdropped ORDER BY attname::text COLLATE \"C\"";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      List<String> columns = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          columns.add(result.getString(1));
        }
      }
      return columns;
    }
  }
}
