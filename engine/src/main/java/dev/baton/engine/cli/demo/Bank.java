package dev.baton.engine.cli.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of TPC-B at both sites, and a ledger beside them. Each site works on branches of its
 * own, so applications at two sites never meet on a row; branch {@code b} has tellers {@code
 * 10b-9..10b} and {@code accountsPerBranch} accounts counted in the same way.
 */
public record Bank(int branchesPerSite, int accountsPerBranch) {
  public static final int TELLERS_PER_BRANCH = 10;

  /** The role the applications connect as. */
  public static final String APPLICATION = "app";

  /** The role the engine connects as: not a superuser, and made by provisioning. */
  public static final String ENGINE = "baton";

  private static final List<String> TABLES =
      List.of(
          "create table pgbench_branches (bid int primary key, bbalance bigint not null, filler char(88))",
          "create table pgbench_tellers (tid int primary key, bid int not null references pgbench_branches, tbalance bigint not null, filler char(84))",
          "create table pgbench_accounts (aid int primary key, bid int not null references pgbench_branches, abalance bigint not null, filler char(84))",
          "create table pgbench_history (site text, number bigint, tid int not null, bid int not null, aid int not null, delta int not null, mtime timestamptz not null, filler char(22), primary key (site, number))",
          "create table ledger (site text, writer int, number bigint, written_at timestamptz not null default clock_timestamp(), primary key (site, writer, number))");

  /**
   * Makes the applications' role and the tables at a site and fills them; what is filled is the
   * same at every site.
   */
  public void open(EmbeddedSite site, int sites) throws SQLException {
    int branches = branchesPerSite * sites;
    List<String> statements = new ArrayList<>();
    statements.add("create role " + APPLICATION + " login");
    statements.addAll(TABLES);
    statements.add(
        "insert into pgbench_branches select b, 0, '' from generate_series(1, %d) b"
            .formatted(branches));
    statements.add(
        "insert into pgbench_tellers select t, (t - 1) / %d + 1, 0, '' from generate_series(1, %d) t"
            .formatted(TELLERS_PER_BRANCH, branches * TELLERS_PER_BRANCH));
    statements.add(
        "insert into pgbench_accounts select a, (a - 1) / %d + 1, 0, '' from generate_series(1, %d) a"
            .formatted(accountsPerBranch, branches * accountsPerBranch));
    statements.add("grant select, insert, update on all tables in schema public to " + APPLICATION);
    statements.add("analyze");
    site.execute(statements.toArray(String[]::new));
  }

  /** The first branch of the site with that number, counted from 0. */
  int firstBranch(int site) {
    return site * branchesPerSite + 1;
  }
}
