package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Makes a backlog of TPC-B transactions at a site, as fast as it can: a procedure at the server
 * that commits each one, over several connections, with synchronous commits.
 */
final class BacklogSource {

  static final List<String> TABLES =
      List.of(
          "public.pgbench_branches",
          "public.pgbench_tellers",
          "public.pgbench_accounts",
          "public.pgbench_history",
          "public.backlog_end");

  private static final int BRANCHES = 10;
  private static final int ACCOUNTS_PER_BRANCH = 100_000;
  private static final int CONNECTIONS = 4;

  private final PostgresSite site;

  BacklogSource(PostgresSite site) {
    this.site = site;
  }

  /** Makes and fills the tables, the same wherever it is called. */
  static void createTables(PostgresSite at) {
    at.executeAsApp(
        "create table pgbench_branches (bid int primary key, bbalance int, filler char(88))",
        "create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84))",
        "create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84))",
        "create table pgbench_history (hid bigint primary key, tid int, bid int, aid int, delta int,"
            + " mtime timestamptz, filler char(22))",
        "create table backlog_end (round int primary key)",
        "insert into pgbench_branches select b, 0, '' from generate_series(1, %d) b"
            .formatted(BRANCHES),
        "insert into pgbench_tellers select t, (t - 1) / 10 + 1, 0, '' from generate_series(1, %d) t"
            .formatted(BRANCHES * 10),
        "insert into pgbench_accounts select a, (a - 1) / %d + 1, 0, '' from generate_series(1, %d) a"
            .formatted(ACCOUNTS_PER_BRANCH, BRANCHES * ACCOUNTS_PER_BRANCH));
    at.execute("vacuum analyze", "checkpoint");
  }

  void createGenerator() {
    site.executeAsApp(
        """
        create procedure make_backlog(first_id bigint, transactions int) language plpgsql as $$
        declare
          a int; t int; b int; d int;
        begin
          for i in 0 .. transactions - 1 loop
            a := 1 + floor(random() * %d); t := 1 + floor(random() * %d);
            b := 1 + floor(random() * %d); d := floor(random() * 10001) - 5000;
            update pgbench_accounts set abalance = abalance + d where aid = a;
            update pgbench_tellers set tbalance = tbalance + d where tid = t;
            update pgbench_branches set bbalance = bbalance + d where bid = b;
            insert into pgbench_history values (first_id + i, t, b, a, d, now(), '');
            commit;
          end loop;
        end $$"""
            .formatted(BRANCHES * ACCOUNTS_PER_BRANCH, BRANCHES * 10, BRANCHES));
  }

  /** Makes the backlog and ends it with a row that tells a target has all of it. */
  void generate(int round, int transactions) throws InterruptedException {
    int each = transactions / CONNECTIONS;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          IntStream.range(0, CONNECTIONS)
              .<Future<?>>mapToObj(
                  connection -> executor.submit(() -> generate(firstId(round, connection), each)))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the backlog could not be made", e.getCause());
    }
    site.executeAsApp("insert into backlog_end values (%d)".formatted(round));
  }

  private void generate(long firstId, int transactions) {
    site.executeAsApp("call make_backlog(%d, %d)".formatted(firstId, transactions));
  }

  private static long firstId(int round, int connection) {
    return (round * (long) CONNECTIONS + connection) * 100_000_000L;
  }
}
