package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.site.Probe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long Baton takes to catch up with a backlog, against PostgreSQL's own logical replication on
 * the same backlog in the same run. Both are halted while the backlog is made, and let go one after
 * the other; who goes first alternates. Prints one JSON object.
 *
 * <p>Arguments: transactions in a backlog (100,000), rounds (3).
 */
public final class CatchUpBenchmark {

  private static final int WARM_UP_TRANSACTIONS = 20_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LinkFixture link;
  private final BacklogSource backlog;
  private final Contender rival;
  private final Contender baton;
  private final int transactions;

  private CatchUpBenchmark(LinkFixture link, Contender rival, Contender baton, int transactions) {
    this.link = link;
    this.backlog = new BacklogSource(link.east());
    this.rival = rival;
    this.baton = baton;
    this.transactions = transactions;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int transactions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (LinkFixture link = LinkFixture.start(BacklogSource.TABLES);
        PostgresSite subscriber = PostgresSite.start("subscriber")) {
      link.sites().forEach(BacklogSource::createTables);
      BacklogSource.createTables(subscriber);
      link.configure(
              settings ->
                  settings.withPorts(
                      Map.of("east", link.east().port(), "west", link.west().port())))
          .provision();
      Contender rival = new NativeContender(link.east(), subscriber).subscribe();
      try (EngineProcess engine = link.engine()) {
        CatchUpBenchmark benchmark =
            new CatchUpBenchmark(link, rival, new BatonContender(link), transactions);
        List<CatchUpReport.Round> measured = benchmark.run(rounds);
        engine.assertAlive();
        System.out.println(new CatchUpReport(transactions, measured).json());
      }
    }
  }

  private List<CatchUpReport.Round> run(int rounds) throws Exception {
    backlog.createGenerator();
    round(0, WARM_UP_TRANSACTIONS);
    List<CatchUpReport.Round> measured = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      measured.add(round(round, transactions));
    }
    return measured;
  }

  private CatchUpReport.Round round(int number, int size) throws Exception {
    rival.halt();
    baton.halt();
    List.of(link.east(), rival.target(), baton.target()).forEach(PostgresSite::assertDurable);
    String start = link.east().value("select pg_current_wal_insert_lsn()");
    backlog.generate(number, size);
    assertBehind(rival, start);
    assertBehind(baton, start);
    link.east().execute("checkpoint");
    System.err.printf("round %d: %,d transactions wait%n", number, size);
    boolean rivalFirst = number % 2 == 0;
    long first = catchUp(rivalFirst ? rival : baton, number);
    long second = catchUp(rivalFirst ? baton : rival, number);
    assertThat(Equality.fingerprint(baton.target(), BacklogSource.TABLES))
        .isEqualTo(Equality.fingerprint(link.east(), BacklogSource.TABLES))
        .isEqualTo(Equality.fingerprint(rival.target(), BacklogSource.TABLES));
    return rivalFirst
        ? new CatchUpReport.Round(first, second)
        : new CatchUpReport.Round(second, first);
  }

  /** Neither may have read ahead: the slot has confirmed nothing of the backlog. */
  private void assertBehind(Contender contender, String start) {
    String behind =
        "select confirmed_flush_lsn <= '%s' from pg_replication_slots where slot_name = '%s'"
            .formatted(start, contender.slot());
    assertThat(link.east().value(behind))
        .as("%s has not read ahead", contender.name())
        .isEqualTo("t");
  }

  private long catchUp(Contender contender, int round) throws SQLException, InterruptedException {
    String end = "select 1 from backlog_end where round = " + round;
    try (Probe probe = new Probe(contender.target())) {
      assertThat(probe.column(end)).isEmpty();
      CountDownLatch never = new CountDownLatch(1);
      long start = System.nanoTime();
      contender.go();
      while (probe.column(end).isEmpty()) {
        if (System.nanoTime() - start > LONGEST.toNanos()) {
          throw new IllegalStateException(contender.name() + " does not catch up");
        }
        never.await(5, TimeUnit.MILLISECONDS);
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      System.err.printf("round %d: %s took %,d ms%n", round, contender.name(), millis);
      return millis;
    }
  }
}
