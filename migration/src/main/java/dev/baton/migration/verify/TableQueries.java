package dev.baton.migration.verify;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks one site about its half of a pair; each method is one statement. */
final class TableQueries {
  private TableQueries() {}

  static long count(Connection connection, TableSide side) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(side.count());
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  static Digest digest(Connection connection, TableSide side, KeyRange range) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(side.digest(range))) {
      bind(statement, range);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return Digest.read(result, 1);
      }
    }
  }

  /** The last key of the range's first {@code rows} rows; empty when it holds fewer. */
  static Optional<RowKey> bound(Connection connection, TableSide side, KeyRange range, int rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(side.bound(range))) {
      int next = bind(statement, range);
      statement.setInt(next, rows - 1);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? Optional.of(RowKey.read(result, 1, side.keyWidth()))
            : Optional.empty();
      }
    }
  }

  static Map<RowKey, Digest> rows(Connection connection, TableSide side, KeyRange range)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(side.rows(range))) {
      bind(statement, range);
      return digests(statement, side);
    }
  }

  static Map<RowKey, Digest> lookup(Connection connection, TableSide side, Collection<RowKey> keys)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(side.lookup())) {
      bindKeys(connection, statement, 1, side, keys);
      return digests(statement, side);
    }
  }

  static Map<Long, Digest> buckets(Connection connection, TableSide side, long mask)
      throws SQLException {
    Map<Long, Digest> buckets = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(side.buckets(mask));
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        buckets.put(result.getLong(1), Digest.read(result, 2));
      }
    }
    return buckets;
  }

  /** Every compared column's text, by key; twins once. */
  static Map<RowKey, List<String>> values(
      Connection connection, TableSide side, Collection<RowKey> keys) throws SQLException {
    Map<RowKey, List<String>> values = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(side.values())) {
      bindKeys(connection, statement, 1, side, keys);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= side.columns().size(); i++) {
            row.add(result.getString(side.keyWidth() + i));
          }
          values.put(RowKey.read(result, 1, side.keyWidth()), row);
        }
      }
    }
    return values;
  }

  /** Binds one array for each part of the keys, from parameter {@code from} on. */
  static void bindKeys(
      Connection connection,
      PreparedStatement statement,
      int from,
      TableSide side,
      Collection<RowKey> keys)
      throws SQLException {
    for (int part = 0; part < side.keyWidth(); part++) {
      int index = part;
      String[] values = keys.stream().map(key -> key.parts().get(index)).toArray(String[]::new);
      Array array = connection.createArrayOf("text", values);
      statement.setArray(from + part, array);
    }
  }

  private static Map<RowKey, Digest> digests(PreparedStatement statement, TableSide side)
      throws SQLException {
    Map<RowKey, Digest> digests = new HashMap<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        digests.put(
            RowKey.read(result, 1, side.keyWidth()), Digest.read(result, side.keyWidth() + 1));
      }
    }
    return digests;
  }

  private static int bind(PreparedStatement statement, KeyRange range) throws SQLException {
    int next = 1;
    for (Optional<RowKey> bound : List.of(range.after(), range.upTo())) {
      for (String part : bound.map(RowKey::parts).orElse(List.of())) {
        statement.setString(next++, part);
      }
    }
    return next;
  }
}
