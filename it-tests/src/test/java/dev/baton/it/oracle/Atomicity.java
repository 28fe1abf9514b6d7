package dev.baton.it.oracle;

import dev.baton.it.site.PostgresSite;
import dev.baton.it.site.Probe;
import java.sql.SQLException;
import java.util.List;

/**
 * ATOM: within one snapshot, the balances of accounts, tellers and branches and the deltas of the
 * history agree for each branch, and history and ledger are equally long. Half a transaction, or
 * one without an earlier one, breaks the sums.
 */
final class Atomicity implements Sampler.Look {

  // One statement sees one snapshot.
  private static final String DISAGREEING =
      """
      select 'branch ' || b.bid
      from pgbench_branches b
      left join (select bid, sum(tbalance) s from pgbench_tellers group by bid) t using (bid)
      left join (select bid, sum(abalance) s from pgbench_accounts group by bid) a using (bid)
      left join (select bid, sum(delta) s from pgbench_history group by bid) h using (bid)
      where b.bbalance <> t.s or b.bbalance <> a.s or b.bbalance <> coalesce(h.s, 0)
      union all
      select 'the ledger''s length'
      where (select count(*) from pgbench_history) <> (select count(*) from ledger)
      """;

  private final List<Probe> probes;

  Atomicity(List<PostgresSite> sites) {
    this.probes = sites.stream().map(Probe::new).toList();
  }

  @Override
  public void look(List<String> violations) throws SQLException {
    for (Probe probe : probes) {
      for (String what : probe.column(DISAGREEING)) {
        violations.add("at %s the sums disagree: %s".formatted(probe.site().name(), what));
      }
    }
  }

  @Override
  public void close() {
    probes.forEach(Probe::close);
  }
}
