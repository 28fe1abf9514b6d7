package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;

/** What a running verification does right now; for progress bars. */
public sealed interface VerifyStep {
  /** Starts on a table, the {@code number}th of {@code tables}, counted from 1. */
  record Table(TableName table, int number, int tables) implements VerifyStep {}

  /** Has compared one more chunk; {@code rows} of the table so far. */
  record Chunk(TableName table, long rows) implements VerifyStep {}

  /** Looks again at {@code rows} rows that differed, once changes in flight have arrived. */
  record LookAgain(long rows, int round) implements VerifyStep {}
}
