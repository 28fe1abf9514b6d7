package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.benchmark.SwapReport.Cut;
import dev.baton.it.benchmark.SwapReport.Swap;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.program.ProcessEnd;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Swaps in a row, blue to green and back, under TPC-B at both sites: how long each takes from its
 * command to the old engine's exit, and what of it is seen from outside, by probe rows. Fails when
 * a write of an application failed, or one is not on both sites exactly once. Prints one JSON
 * object.
 *
 * <p>Arguments: swaps (50).
 */
public final class SwapBenchmark {
  /** Two writers and this pause make about 200 transactions a second at each site. */
  private static final TpcbTraffic.Load LOAD = new TpcbTraffic.Load(2, Duration.ofMillis(8), 50);

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /** Longer than a minute: what the servers do once in one belongs to both figures. */
  private static final Duration QUIET = Duration.ofSeconds(130);

  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What is committed later finds the stream going on. */
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final List<String> TABLES = tables();

  private final LinkFixture link;
  private final Map<String, Probes> probes;

  private SwapBenchmark(LinkFixture link, Map<String, Probes> probes) {
    this.link = link;
    this.probes = probes;
  }

  private static List<String> tables() {
    List<String> tables = new ArrayList<>(TpcbSchema.TABLES);
    tables.add(Probes.TABLE);
    return List.copyOf(tables);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int swaps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    try (LinkFixture link = LinkFixture.start(TABLES)) {
      for (PostgresSite site : link.sites()) {
        TpcbSchema.SMALL.create(site);
        Probes.createTable(site);
      }
      link.configure(
              settings ->
                  settings.withPorts(
                      Map.of("east", link.east().port(), "west", link.west().port())))
          .provision();
      link.sites().forEach(PostgresSite::assertDurable);
      System.out.println(run(link, swaps).json());
    }
  }

  private static SwapReport run(LinkFixture link, int swaps) throws Exception {
    EngineProcess first = EngineProcess.packaged(link.settingsFile());
    PackagedSwap.look(link.settingsFile());
    ProcessHandle engine = first.handle();
    try (TpcbTraffic traffic = TpcbTraffic.start(TpcbSchema.SMALL, LOAD, link.sites());
        Probes eastWest = Probes.start(link.east(), link.west());
        Probes westEast = Probes.start(link.west(), link.east())) {
      SwapBenchmark benchmark =
          new SwapBenchmark(link, Map.of("east->west", eastWest, "west->east", westEast));
      CountDownLatch never = new CountDownLatch(1);
      never.await(WARM_UP.toMillis(), TimeUnit.MILLISECONDS);
      long quietFrom = System.nanoTime();
      never.await(QUIET.toMillis(), TimeUnit.MILLISECONDS);
      List<Probes.Seen> quiet = benchmark.seen(quietFrom, System.nanoTime());
      List<Swap> done = new ArrayList<>();
      for (int number = 1; number <= swaps; number++) {
        long began = System.nanoTime();
        engine = benchmark.replaced(engine, number % 2 == 1 ? "green" : "blue");
        long ended = System.nanoTime();
        never.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
        done.add(benchmark.swap(number, began, ended));
        System.err.println(done.getLast());
      }
      long acknowledged = traffic.stop().acknowledgedCount();
      eastWest.close();
      westEast.close();
      assertThat(traffic.failures()).as("failed application writes").isEmpty();
      assertThat(eastWest.failure() + westEast.failure()).isEmpty();
      Equality.await(link.east(), link.west(), TABLES, Duration.ofSeconds(60));
      ExactlyOnce.check(link.sites(), List.of(traffic));
      return new SwapReport(acknowledged, Delays.of(quiet), done);
    } finally {
      first.close();
      engine.destroyForcibly();
    }
  }

  /** From the command to the exit of the engine that was replaced. */
  private ProcessHandle replaced(ProcessHandle current, String next) throws Exception {
    ProcessHandle engine = PackagedSwap.to(next, link.settingsFile());
    try {
      ProcessEnd.await(current, LONGEST);
      return engine;
    } catch (ConditionTimeoutException e) {
      engine.destroyForcibly();
      throw new AssertionError("the engine that was replaced by " + next + " still runs", e);
    }
  }

  private Swap swap(int number, long beganNanos, long endedNanos) {
    List<Cut> cuts = new ArrayList<>();
    for (String stream : List.of("east->west", "west->east")) {
      long at = cutNanos(stream);
      List<Probes.Seen> around = probes.get(stream).between(at - AROUND_NANOS, at + AROUND_NANOS);
      List<Probes.Seen> stalled =
          around.stream()
              .filter(row -> row.visibleNanos() > at && row.committedNanos() < at + STALL_NANOS)
              .toList();
      cuts.add(new Cut(stream, Delays.of(stalled).maxMillis(), Delays.of(around).maxMillis()));
    }
    return new Swap(
        number,
        TimeUnit.NANOSECONDS.toMillis(endedNanos - beganNanos),
        cuts,
        Delays.of(seen(beganNanos, endedNanos)));
  }

  private List<Probes.Seen> seen(long fromNanos, long toNanos) {
    return probes.values().stream()
        .flatMap(probe -> probe.between(fromNanos, toNanos).stream())
        .toList();
  }

  /** When the stream changed hands, by this process's clock. */
  private long cutNanos(String stream) {
    String ago =
        "select (extract(epoch from clock_timestamp() - cut_at) * 1e9)::bigint from baton.handover"
            + " where stream = '%s' order by id desc limit 1";
    return System.nanoTime() - Long.parseLong(link.target(stream).value(ago.formatted(stream)));
  }
}
