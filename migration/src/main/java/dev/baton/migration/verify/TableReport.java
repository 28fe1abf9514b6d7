package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import java.time.Duration;
import java.util.List;

/**
 * What came out for one table.
 *
 * @param table its name at the first site
 * @param counterpart its name at the second
 * @param key the columns that tell rows apart; empty where whole rows are compared
 * @param rowsCompared rows of the fuller site, chunk by chunk
 * @param chunks pieces the table was compared in
 * @param onlyAtFirst rows that only the first site has
 * @param onlyAtSecond rows that only the second site has
 * @param different rows that both have and that are not alike
 * @param repaired how many of those three were made equal
 * @param unsettled rows that differed but went on changing as often as they were looked at: neither
 *     equal nor different can be said of them while they are this busy
 * @param rows the differing rows, up to the bound of the options
 * @param shapeDifferences what differs in the tables themselves, in sentences: a missing
 *     counterpart, a column at one site only, another key
 * @param duration time spent on this table; waiting for changes in flight is the run's, not a
 *     table's
 */
public record TableReport(
    TableName table,
    TableName counterpart,
    List<String> key,
    long rowsCompared,
    long chunks,
    long onlyAtFirst,
    long onlyAtSecond,
    long different,
    long repaired,
    long unsettled,
    List<RowDifference> rows,
    List<String> shapeDifferences,
    Duration duration) {
  public TableReport {
    key = List.copyOf(key);
    rows = List.copyOf(rows);
    shapeDifferences = List.copyOf(shapeDifferences);
  }

  /** Rows that differ steadily, repaired ones included. */
  public long differing() {
    return onlyAtFirst + onlyAtSecond + different;
  }

  /** Whether nothing differs steadily any more; unsettled rows do not count against it. */
  public boolean equal() {
    return shapeDifferences.isEmpty() && differing() == repaired;
  }
}
