package dev.baton.migration.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes single rows of one table from their columns' texts; generated columns are left to the
 * database. Works inside the caller's transaction.
 */
final class RowWriter {
  private final Connection connection;
  private final TableSide side;
  private final List<Integer> inserted;
  private final List<Integer> updated;

  RowWriter(Connection connection, TableSide side) {
    this.connection = connection;
    this.side = side;
    this.inserted =
        IntStream.range(0, side.columns().size())
            .filter(i -> !side.columns().get(i).generated())
            .boxed()
            .toList();
    Set<String> key = side.key().stream().map(KeyColumn::name).collect(Collectors.toSet());
    this.updated =
        inserted.stream().filter(i -> !key.contains(side.columns().get(i).name())).toList();
  }

  /** Keeps the rows of those keys from changing until the transaction ends. */
  void lock(Collection<RowKey> keys) throws SQLException {
    if (side.key().isEmpty()) {
      return;
    }
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM %s JOIN %s ON %s FOR UPDATE OF t) locked"
            .formatted(side.from(), side.wanted(), side.matching());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      TableQueries.bindKeys(connection, statement, 1, side, keys);
      statement.executeQuery().close();
    }
  }

  /**
   * Brings a row from {@code have} copies to {@code wanted}, and to those values. Returns how many
   * rows that made equal.
   */
  long makeEqual(RowKey key, long have, long wanted, Optional<List<String>> values)
      throws SQLException {
    if (have > wanted) {
      return delete(key, have - wanted);
    }
    List<String> row = values.orElseThrow();
    if (have == wanted) {
      return update(key, row);
    }
    long rows = 0;
    for (long copy = have; copy < wanted; copy++) {
      rows += insert(row);
    }
    return rows;
  }

  private long insert(List<String> row) throws SQLException {
    String sql =
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s) ON CONFLICT DO NOTHING"
            .formatted(
                side.quotedName(),
                columns(inserted, i -> CanonicalText.quoted(side.columns().get(i).name())),
                columns(inserted, this::value));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, inserted, row);
      return statement.executeUpdate();
    }
  }

  private long update(RowKey key, List<String> row) throws SQLException {
    String sql =
        "UPDATE %s SET %s FROM %s WHERE %s"
            .formatted(
                side.from(),
                columns(
                    updated,
                    i -> CanonicalText.quoted(side.columns().get(i).name()) + " = " + value(i)),
                side.wanted(),
                side.matching());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = bind(statement, updated, row);
      TableQueries.bindKeys(connection, statement, next, side, List.of(key));
      return statement.executeUpdate();
    }
  }

  private long delete(RowKey key, long rows) throws SQLException {
    if (!side.key().isEmpty()) {
      String sql =
          "DELETE FROM %s USING %s WHERE %s".formatted(side.from(), side.wanted(), side.matching());
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        TableQueries.bindKeys(connection, statement, 1, side, List.of(key));
        return statement.executeUpdate();
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(side.deleteTwins())) {
      statement.setString(1, key.parts().get(0));
      statement.setString(2, key.parts().get(1));
      statement.setLong(3, rows);
      return statement.executeUpdate();
    }
  }

  private String value(int column) {
    return "CAST(? AS " + side.columns().get(column).type() + ")";
  }

  private static int bind(PreparedStatement statement, List<Integer> columns, List<String> row)
      throws SQLException {
    int next = 1;
    for (int column : columns) {
      statement.setString(next++, row.get(column));
    }
    return next;
  }

  private static String columns(List<Integer> columns, IntFunction<String> written) {
    return columns.stream().map(written::apply).collect(Collectors.joining(", "));
  }
}
