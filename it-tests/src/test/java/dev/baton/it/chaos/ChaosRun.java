package dev.baton.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.fault.CommitFault;
import dev.baton.it.fault.FaultProxy;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.oracle.Quiet;
import dev.baton.it.oracle.Sampler;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * TPC-B on both sites at once under watch, with faults on demand. What it does follows from a seed;
 * when it does it is counted in acknowledged transactions, not in time.
 */
final class ChaosRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET_WATCH = Duration.ofSeconds(5);
  private static final int LEAST_SAMPLES = 20;

  private final LinkFixture link;
  private final SplittableRandom random;
  private final TpcbTraffic traffic;
  private final List<Sampler> samplers = new ArrayList<>();
  private EngineProcess engine;

  /**
   * Starts the engine, the watch and the traffic.
   *
   * @param runs gets the traffic at once: what a failed run wrote is no surprise to a later one
   */
  ChaosRun(LinkFixture link, long seed, Duration writersPause, List<TpcbTraffic> runs) {
    this.link = link;
    this.random = new SplittableRandom(seed);
    this.engine = link.engine();
    samplers.add(Sampler.atomicity(link));
    link.settings().streams().forEach(stream -> samplers.add(Sampler.slot(link, stream)));
    this.traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(2, writersPause, seed), link.sites());
    runs.add(traffic);
  }

  /** Lets the applications commit a random number of transactions. */
  ChaosRun someTraffic(int most) {
    long wanted = traffic.acknowledgedCount() + 1 + random.nextInt(most);
    await("traffic").atMost(PATIENCE).until(() -> traffic.acknowledgedCount() >= wanted);
    return this;
  }

  /**
   * Kills the engine wherever it is and starts it again; half the time kills that one in its start.
   */
  ChaosRun killEngine() {
    engine.assertAlive();
    engine.kill();
    if (random.nextBoolean()) {
      EngineProcess shortLived = EngineProcess.launch(link.settingsFile(), List.of());
      someTraffic(400);
      shortLived.kill();
    }
    engine = link.engine();
    return this;
  }

  /** Loses the answer to a COMMIT of one stream, or lets the COMMIT arrive late. */
  ChaosRun loseCommitAnswer() {
    FaultProxy proxy = random.nextBoolean() ? link.eastProxy() : link.westProxy();
    Duration time = Duration.ofMillis(200 + random.nextInt(1_000));
    int before = proxy.commitFaults();
    proxy.onNextCommit(
        random.nextBoolean()
            ? new CommitFault.AnswerLost(time)
            : new CommitFault.ArrivesLate(time));
    await("a COMMIT to lose").atMost(PATIENCE).until(() -> proxy.commitFaults() > before);
    return awaitProgress();
  }

  /** Cuts all of the engine's connections to one site. */
  ChaosRun cutConnections() {
    (random.nextBoolean() ? link.eastProxy() : link.westProxy()).cutAll();
    return awaitProgress();
  }

  /** One site vanishes from the network without a word, and comes back. */
  ChaosRun blackHole() {
    FaultProxy proxy = random.nextBoolean() ? link.eastProxy() : link.westProxy();
    proxy.passage().blackHole();
    someTraffic(800);
    proxy.passage().free();
    return awaitProgress();
  }

  /** Ends all processes of one site's server at once and starts it again. */
  ChaosRun restartSite() {
    PostgresSite site = random.nextBoolean() ? link.east() : link.west();
    if (random.nextBoolean()) {
      site.stopImmediately();
    } else {
      site.killPostmaster();
    }
    site.startAgain();
    site.assertDurable();
    return awaitProgress();
  }

  /** Waits until both streams have applied something that was committed after now. */
  private ChaosRun awaitProgress() {
    someTraffic(50);
    for (PostgresSite site : link.sites()) {
      String written = "select count(*) from ledger where site = '%s'".formatted(site.name());
      PostgresSite other = site == link.east() ? link.west() : link.east();
      long committed = site.number(written);
      await("writes of %s at %s".formatted(site.name(), other.name()))
          .atMost(PATIENCE)
          .conditionEvaluationListener(condition -> engine.assertAlive())
          .until(() -> other.number(written) >= committed);
    }
    return this;
  }

  /** Stops the writers and checks EQ, ATOM, SLOT, QUIET; returns the traffic for ONCE. */
  TpcbTraffic finish() {
    traffic.stop();
    try {
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + engine.tail(), e);
    }
    Quiet.check(link, QUIET_WATCH, (int) QUIET_WATCH.toSeconds() + 2);
    samplers.forEach(sampler -> sampler.check(LEAST_SAMPLES));
    engine.assertAlive();
    assertThat(engine.terminate()).as("exit code after SIGTERM\n" + engine.tail()).isZero();
    return traffic;
  }

  @Override
  public void close() {
    traffic.close();
    samplers.forEach(Sampler::close);
    engine.close();
    link.eastProxy().passage().free();
    link.westProxy().passage().free();
  }

  /** Checks ONCE over every run on the same sites. */
  static void checkExactlyOnce(LinkFixture link, List<TpcbTraffic> runs) {
    ExactlyOnce.check(link.sites(), runs);
  }
}
