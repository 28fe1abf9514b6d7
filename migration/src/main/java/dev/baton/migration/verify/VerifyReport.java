package dev.baton.migration.verify;

import java.time.Duration;
import java.util.List;

/**
 * What came out for the link.
 *
 * @param firstSite the source of the link's first stream; "first" in table reports
 * @param secondSite its target
 * @param tables by name at the first site
 * @param caughtUp false when a stream did not pass the positions waited for within the patience, so
 *     that changes not applied yet may be among the differences
 * @param duration of the whole run
 */
public record VerifyReport(
    String firstSite,
    String secondSite,
    List<TableReport> tables,
    boolean caughtUp,
    Duration duration) {
  public VerifyReport {
    tables = List.copyOf(tables);
  }

  /** Whether every table is. */
  public boolean equal() {
    return tables.stream().allMatch(TableReport::equal);
  }

  /** Rows that could not be decided because they never stood still. */
  public long unsettled() {
    return tables.stream().mapToLong(TableReport::unsettled).sum();
  }
}
