package dev.baton.migration.verify;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a set of rows boils down to, whatever their order: how many they are, and the sums of two
 * differently seeded 64-bit hashes of each row's canonical text. Sums and not xors, so that twin
 * rows do not cancel out; exact decimals, so that nothing overflows.
 */
record Digest(long rows, String sum1, String sum2) {
  static final Digest NONE = new Digest(0, "0", "0");

  /** Reads the three columns that start at {@code column}, counted from 1. */
  static Digest read(ResultSet result, int column) throws SQLException {
    return new Digest(
        result.getLong(column), result.getString(column + 1), result.getString(column + 2));
  }
}
