package dev.baton.engine.cli.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Holds a site against what was acknowledged anywhere.
 *
 * @param missing acknowledged writes the site does not have
 * @param unexplained rows of the ledger nobody was told of and whose commit is not uncertain
 *     either: rolled back, or replicated twice under another key
 * @param unbalanced amounts that do not add up: money in accounts, tellers, branches and history
 */
public record LedgerCheck(String site, long missing, long unexplained, long unbalanced) {
  // A replicated row's transaction bears the time of the source's commit; the applied log has ours.
  private static final String LEDGER =
      """
      select l.site, l.writer, l.number,
             (extract(epoch from coalesce(a.applied_at, pg_xact_commit_timestamp(l.xmin)))
               * 1000000)::bigint
        from ledger l
        left join (select source_commit_time, max(applied_at) as applied_at
                     from baton.applied where transactions > 0 group by source_commit_time) a
          on l.site <> '%s' and a.source_commit_time = pg_xact_commit_timestamp(l.xmin)
      """;

  // A change applied twice, or half of one, leaves sums that differ.
  private static final String SUMS =
      """
      select (sums.accounts <> sums.history)::int + (sums.tellers <> sums.history)::int
           + (sums.branches <> sums.history)::int + (sums.entries <> sums.writes)::int
      from (select (select coalesce(sum(abalance), 0) from pgbench_accounts) as accounts,
                   (select coalesce(sum(tbalance), 0) from pgbench_tellers) as tellers,
                   (select coalesce(sum(bbalance), 0) from pgbench_branches) as branches,
                   (select coalesce(sum(delta), 0) from pgbench_history) as history,
                   (select count(*) from pgbench_history) as entries,
                   (select count(*) from ledger) as writes) sums
      """;

  /** Looks at a site that is level with the other. */
  public static LedgerCheck of(
      EmbeddedSite site,
      Collection<Acknowledged> acknowledged,
      Collection<Acknowledged.Id> uncertain)
      throws SQLException {
    Set<Acknowledged.Id> extra = new HashSet<>(commits(site).keySet());
    long missing = 0;
    for (Acknowledged write : acknowledged) {
      if (!extra.remove(write.id())) {
        missing++;
      }
    }
    uncertain.forEach(extra::remove);
    return new LedgerCheck(site.name(), missing, extra.size(), unbalanced(site));
  }

  /** When the site committed each row of its ledger, microseconds since 1970. */
  static Map<Acknowledged.Id, Long> commits(EmbeddedSite site) throws SQLException {
    Map<Acknowledged.Id, Long> commits = new HashMap<>();
    try (Connection connection = site.connect(EmbeddedSite.ADMINISTRATOR);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LEDGER.formatted(site.name()))) {
      while (row.next()) {
        commits.put(
            new Acknowledged.Id(row.getString(1), row.getInt(2), row.getLong(3)), row.getLong(4));
      }
    }
    return commits;
  }

  private static long unbalanced(EmbeddedSite site) throws SQLException {
    try (Connection connection = site.connect(EmbeddedSite.ADMINISTRATOR);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SUMS)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Whether the site has every acknowledged write exactly once, and nothing else. */
  public boolean passed() {
    return missing == 0 && unexplained == 0 && unbalanced == 0;
  }
}
