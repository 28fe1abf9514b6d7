package dev.baton.it.workload;

import dev.baton.it.site.PostgresSite;
import java.util.List;

/**
 * The tables of TPC-B as pgbench has them, plus a ledger of acknowledged writes. Each site works on
 * branches of its own, so the two never conflict.
 *
 * <p>The ledger has no key on purpose: a transaction applied twice shows as a second row, where a
 * key would hide it.
 */
public record TpcbSchema(int branchesPerSite, int accountsPerBranch) {

  /** The tables, as the settings name them. */
  public static final List<String> TABLES =
      List.of(
          "public.pgbench_branches",
          "public.pgbench_tellers",
          "public.pgbench_accounts",
          "public.pgbench_history",
          "public.ledger");

  public static final int TELLERS_PER_BRANCH = 10;
  private static final int SITES_APART = 1_000;

  /** Small enough to be summed many times a second. */
  public static final TpcbSchema SMALL = new TpcbSchema(4, 250);

  /** The first branch of a site; the others follow it. */
  public int firstBranch(String site) {
    return site.equals("east") ? 1 : 1 + SITES_APART;
  }

  /** Makes and fills the tables, the same at every site, owned by the applications' role. */
  public void create(PostgresSite at) {
    at.executeAsApp(
        "create table pgbench_branches (bid int primary key, bbalance bigint not null,"
            + " filler char(88))",
        "create table pgbench_tellers (tid int primary key, bid int not null,"
            + " tbalance bigint not null, filler char(84))",
        "create table pgbench_accounts (aid int primary key, bid int not null,"
            + " abalance bigint not null, filler char(84))",
        "create table pgbench_history (site text, writer int, n bigint, tid int not null,"
            + " bid int not null, aid int not null, delta bigint not null, mtime timestamptz,"
            + " filler char(22), primary key (site, writer, n))",
        "create table ledger (site text not null, writer int not null, n bigint not null,"
            + " at timestamptz not null default clock_timestamp())",
        "alter table ledger replica identity full");
    for (String site : List.of("east", "west")) {
      int first = firstBranch(site);
      String branches = "generate_series(%d, %d) b".formatted(first, first + branchesPerSite - 1);
      at.executeAsApp(
          "insert into pgbench_branches select b, 0, '' from " + branches,
          "insert into pgbench_tellers select b * %d + t, b, 0, '' from %s, generate_series(0, %d) t"
              .formatted(TELLERS_PER_BRANCH, branches, TELLERS_PER_BRANCH - 1),
          "insert into pgbench_accounts select b * %d + a, b, 0, '' from %s, generate_series(0, %d) a"
              .formatted(accountsPerBranch, branches, accountsPerBranch - 1));
    }
  }

  /** Removes the tables. */
  public void drop(PostgresSite at) {
    at.execute("drop table if exists " + String.join(", ", TABLES));
  }
}
