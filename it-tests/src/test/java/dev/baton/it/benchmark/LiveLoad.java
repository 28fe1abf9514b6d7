package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * TPC-B at both sites of a pair at a fixed rate, one message to the server a transaction: what
 * takes long is made up for, so the rate stays as it is said. A thread for each writer.
 */
final class LiveLoad implements AutoCloseable {

  static final int PER_SECOND_AND_SITE = 250;

  private static final TpcbSchema SCHEMA = TpcbSchema.SMALL;
  private static final int WRITERS_PER_SITE = 4;
  private static final long PERIOD_NANOS =
      TimeUnit.SECONDS.toNanos(1) * WRITERS_PER_SITE / PER_SECOND_AND_SITE;
  private static final String WRITE =
      """
      create function live_write(home text, who int, number bigint, first_branch int) returns void
      language plpgsql as $$
      declare
        b int := first_branch + floor(random() * %1$d); d int := floor(random() * 10001) - 5000;
        t int := b * %2$d + floor(random() * %2$d); a int := b * %3$d + floor(random() * %3$d);
      begin
        update pgbench_accounts set abalance = abalance + d where aid = a;
        update pgbench_tellers set tbalance = tbalance + d where tid = t;
        update pgbench_branches set bbalance = bbalance + d where bid = b;
        insert into pgbench_history values (home, who, number, t, b, a, d, now(), '');
      end $$"""
          .formatted(
              SCHEMA.branchesPerSite(), TpcbSchema.TELLERS_PER_BRANCH, SCHEMA.accountsPerBranch());

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong committed = new AtomicLong();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("live-writer-", 1).factory());
  private final List<Future<?>> writers = new ArrayList<>();

  private LiveLoad() {}

  /** Makes what it writes to; replicates {@link TpcbSchema#TABLES}. */
  static void createTables(PostgresSite at) {
    SCHEMA.create(at);
    at.executeAsApp(WRITE);
  }

  /**
   * Starts writing.
   *
   * @param firstNumber of each writer's transactions; never used before in these tables
   */
  static LiveLoad start(LivePair pair, long firstNumber) {
    LiveLoad load = new LiveLoad();
    for (PostgresSite site : pair.sites()) {
      for (int writer = 1; writer <= WRITERS_PER_SITE; writer++) {
        int who = writer;
        load.writers.add(load.executor.submit(() -> load.write(site, who, firstNumber)));
      }
    }
    return load;
  }

  private Void write(PostgresSite site, int who, long firstNumber)
      throws SQLException, InterruptedException {
    try (Connection connection = site.app();
        PreparedStatement write = connection.prepareStatement("select live_write(?, ?, ?, ?)")) {
      write.setString(1, site.name());
      write.setInt(2, who);
      write.setInt(4, SCHEMA.firstBranch(site.name()));
      // Else the writers of a site would all commit at the same moment.
      long next = System.nanoTime() + PERIOD_NANOS * who / WRITERS_PER_SITE;
      for (long number = firstNumber; !stopped(next); number++) {
        write.setLong(3, number);
        write.execute();
        committed.incrementAndGet();
        next += PERIOD_NANOS;
      }
    }
    return null;
  }

  private boolean stopped(long untilNanos) throws InterruptedException {
    return stop.await(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Transactions whose commit was answered so far. */
  long committed() {
    return committed.get();
  }

  /** Ends the writing; fails when a writer did. */
  @Override
  public void close() throws InterruptedException, ExecutionException {
    stop.countDown();
    try (executor) {
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }
}
