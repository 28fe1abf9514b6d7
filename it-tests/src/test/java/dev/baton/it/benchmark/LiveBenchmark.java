package dev.baton.it.benchmark;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a committed row takes to be seen at the other site while both write, by Baton and by
 * PostgreSQL's own logical replication, in turns and each between servers of its own; who goes
 * first alternates. Prints a line of JSON, and the lines of the table.
 *
 * <p>Arguments: turns of each (3), seconds of a turn (60).
 */
public final class LiveBenchmark {

  private static final int WARM_UP_SECONDS = 20;
  private static final int RUN_UP_SECONDS = 3;
  private static final Duration LEVEL_WITHIN = Duration.ofSeconds(60);

  /** More than any turn writes. */
  private static final long NUMBERS_PER_TURN = 10_000_000L;

  private static final List<String> TABLES = tables();

  private LiveBenchmark() {}

  private static List<String> tables() {
    List<String> tables = new ArrayList<>(TpcbSchema.TABLES);
    tables.add(Pings.TABLE);
    return List.copyOf(tables);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    try (LinkFixture link = LinkFixture.start(TABLES);
        PostgresSite east = PostgresSite.start("east");
        PostgresSite west = PostgresSite.start("west")) {
      LivePair rival = new LivePair("native", east, west);
      LivePair baton = new LivePair("baton", link.east(), link.west());
      Map<String, String> settings = subscribeBothWays(rival);
      baton.sites().forEach(LiveBenchmark::createTables);
      link.configure(
              all -> all.withPorts(Map.of("east", link.east().port(), "west", link.west().port())))
          .provision();
      try (EngineProcess engine = link.engine()) {
        LiveReport report = run(List.of(rival, baton), turns, seconds, settings);
        engine.assertAlive();
        System.out.println(report.json());
        System.out.println(ResultTable.of(report.rows()));
      }
    }
  }

  private static Map<String, String> subscribeBothWays(LivePair pair) {
    pair.sites().forEach(LiveBenchmark::createTables);
    NativeContender.subscribe(NativePeer.BOTH_WAYS, TABLES, pair.east(), pair.west());
    return NativeContender.subscribe(NativePeer.BOTH_WAYS, TABLES, pair.west(), pair.east())
        .settings();
  }

  private static void createTables(PostgresSite at) {
    LiveLoad.createTables(at);
    Pings.createTable(at);
  }

  private static LiveReport run(
      List<LivePair> pairs, int turns, int seconds, Map<String, String> settings) throws Exception {
    for (LivePair pair : pairs) {
      turn(pair, 0, WARM_UP_SECONDS);
    }
    List<LiveReport.Turn> measured = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      for (LivePair pair : turn % 2 == 1 ? pairs.reversed() : pairs) {
        measured.add(turn(pair, turn, seconds));
        System.err.println(measured.getLast());
      }
    }
    return new LiveReport(seconds, measured, settings);
  }

  private static LiveReport.Turn turn(LivePair pair, int turn, int seconds) throws Exception {
    pair.sites().forEach(PostgresSite::assertDurable);
    long firstNumber = 1 + turn * NUMBERS_PER_TURN;
    CountDownLatch never = new CountDownLatch(1);
    LiveReport.Turn measured;
    try (LiveLoad load = LiveLoad.start(pair, firstNumber)) {
      never.await(RUN_UP_SECONDS, TimeUnit.SECONDS);
      try (Pings eastWest = Pings.start(pair.east(), pair.west(), firstNumber);
          Pings westEast = Pings.start(pair.west(), pair.east(), firstNumber)) {
        long before = load.committed();
        long start = System.nanoTime();
        never.await(seconds, TimeUnit.SECONDS);
        double took = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        double rate = (load.committed() - before) / took;
        List<Long> delays = new ArrayList<>(eastWest.stop());
        delays.addAll(westEast.stop());
        measured =
            new LiveReport.Turn(
                pair.contender(), turn, Medians.rounded(rate), Delays.ofNanos(delays));
      }
    }
    Equality.await(pair.east(), pair.west(), TABLES, LEVEL_WITHIN);
    return measured;
  }
}
