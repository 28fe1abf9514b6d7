package dev.baton.migration.verify;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a verification is to be done.
 *
 * @param tables patterns of {@code schema.table} as in {@code replicate.tables}, by the names of
 *     the first site; empty for every replicated table
 * @param repairSite the site to make equal to the other where they differ; empty to only compare
 * @param patience how long at most to wait for changes in flight before what differs counts
 * @param listedRows how many differing rows a table's report lists by key; all are counted
 */
public record VerifyOptions(
    List<String> tables, Optional<String> repairSite, Duration patience, int listedRows) {
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
  public static final int DEFAULT_LISTED_ROWS = 100;

  public VerifyOptions {
    tables = List.copyOf(tables);
  }

  /** Compares every replicated table and changes nothing. */
  public static VerifyOptions defaults() {
    return new VerifyOptions(List.of(), Optional.empty(), DEFAULT_PATIENCE, DEFAULT_LISTED_ROWS);
  }

  public VerifyOptions withTables(List<String> patterns) {
    return new VerifyOptions(patterns, repairSite, patience, listedRows);
  }

  public VerifyOptions withRepairSite(String site) {
    return new VerifyOptions(tables, Optional.of(site), patience, listedRows);
  }

  public VerifyOptions withPatience(Duration longest) {
    return new VerifyOptions(tables, repairSite, longest, listedRows);
  }
}
