package dev.baton.it.benchmark;

import java.util.List;

/** TPC-B transactions as pgbench has them: three updates of known rows and a new one. */
record TpcbBacklog() implements Backlog {

  private static final int BRANCHES = 10;
  private static final int TELLERS = BRANCHES * 10;
  private static final int ACCOUNTS_PER_BRANCH = 100_000;
  private static final int ROW_CHANGES_PER_TRANSACTION = 4;

  @Override
  public List<String> tables() {
    return List.of(
        "public.pgbench_branches",
        "public.pgbench_tellers",
        "public.pgbench_accounts",
        "public.pgbench_history");
  }

  @Override
  public List<String> definition() {
    return List.of(
        "create table pgbench_branches (bid int primary key, bbalance int, filler char(88))",
        "create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84))",
        "create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84))",
        "create table pgbench_history (hid bigint primary key, tid int, bid int, aid int, delta int,"
            + " mtime timestamptz, filler char(22))",
        "insert into pgbench_branches select b, 0, '' from generate_series(1, %d) b"
            .formatted(BRANCHES),
        "insert into pgbench_tellers select t, (t - 1) / 10 + 1, 0, '' from generate_series(1, %d) t"
            .formatted(TELLERS),
        "insert into pgbench_accounts select a, (a - 1) / %d + 1, 0, '' from generate_series(1, %d) a"
            .formatted(ACCOUNTS_PER_BRANCH, BRANCHES * ACCOUNTS_PER_BRANCH));
  }

  @Override
  public String procedure() {
    return """
        create procedure make_backlog(first_id bigint, size int) language plpgsql as $$
        declare
          a int; t int; b int; d int;
        begin
          for i in 0 .. size - 1 loop
            a := 1 + floor(random() * %d); t := 1 + floor(random() * %d);
            b := 1 + floor(random() * %d); d := floor(random() * 10001) - 5000;
            update pgbench_accounts set abalance = abalance + d where aid = a;
            update pgbench_tellers set tbalance = tbalance + d where tid = t;
            update pgbench_branches set bbalance = bbalance + d where bid = b;
            insert into pgbench_history values (first_id + i, t, b, a, d, now(), '');
            commit;
          end loop;
        end $$"""
        .formatted(BRANCHES * ACCOUNTS_PER_BRANCH, TELLERS, BRANCHES);
  }

  @Override
  public int connections() {
    return 4;
  }

  @Override
  public long rowChanges(int size) {
    return (long) size * ROW_CHANGES_PER_TRANSACTION;
  }
}
