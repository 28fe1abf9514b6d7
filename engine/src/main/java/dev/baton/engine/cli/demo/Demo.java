package dev.baton.engine.cli.demo;

import dev.baton.config.Settings;
import dev.baton.engine.cli.control.LinkStatus;
import dev.baton.migration.provision.Provisioning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Replicates two embedded servers both ways while applications write to both, kills the engine and
 * starts it again, swaps it for another in the middle, and holds both sites against each other and
 * against what was acknowledged. One run for each instance; leaves nothing behind, also when
 * interrupted.
 */
public final class Demo {
  private static final Bank BANK = new Bank(4, 1_000);
  private static final int WRITERS_PER_SITE = 8;
  private static final String SUCCESSOR = "green";
  private static final long SEED = 20_261_122;
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
  private static final Duration LONGEST_CATCH_UP = Duration.ofSeconds(60);

  private final DemoOptions options;
  private final Consumer<DemoEvent> events;
  private final long begunNanos = System.nanoTime();

  /** Events come on the thread that runs the demo, in order. */
  public Demo(DemoOptions options, Consumer<DemoEvent> events) {
    this.options = options;
    this.events = events;
  }

  /** Runs it to its end; with {@link DemoOptions#keep} it then waits until it is interrupted. */
  public DemoResult run() throws InterruptedException, IOException, SQLException {
    try (CleanUp cleanUp = new CleanUp()) {
      try {
        return run(cleanUp);
      } catch (InterruptedException | IOException | SQLException | RuntimeException e) {
        cleanUp.sleepIfInterrupted();
        throw e;
      }
    }
  }

  private DemoResult run(CleanUp cleanUp) throws InterruptedException, IOException, SQLException {
    events.accept(new DemoEvent.Starting());
    Path folder = Files.createTempDirectory("baton-demo-");
    cleanUp.later(() -> Folder.remove(folder));
    EmbeddedLink link = link(cleanUp, folder);
    Settings settings = link.settings();
    provision(settings);

    Path log = folder.resolve("engine.log");
    ChildEngine first = engine(cleanUp, link, log);
    LinkStatus status = cleanUp.later(new LinkStatus(settings));
    Applications applications =
        cleanUp.later(Applications.start(link, options.rate(), WRITERS_PER_SITE, SEED));
    events.accept(new DemoEvent.TrafficStarted(options.rate(), options.traffic().toSeconds()));
    TrafficWatch watch = new TrafficWatch(options.traffic(), applications, status, events);
    watch.until(options.traffic().dividedBy(4));

    first.kill();
    long killedNanos = System.nanoTime();
    events.accept(new DemoEvent.EngineKilled(first.pid()));
    ChildEngine second = engine(cleanUp, link, log);
    long withoutEngineMillis = millisSince(killedNanos);
    watch.until(options.traffic().dividedBy(2));

    DemoSwap swap = cleanUp.later(new DemoSwap(events));
    swap.to(SUCCESSOR, link.settingsFile(), settings);
    int exit = second.awaitEnd(LONGEST_STOP);
    watch.until(options.traffic());

    applications.end();
    events.accept(
        new DemoEvent.TrafficStopped(
            applications.acknowledged().size(), applications.failures().size()));
    long stoppedNanos = System.nanoTime();
    applications.awaitLevel(LONGEST_CATCH_UP);
    events.accept(new DemoEvent.Level(millisSince(stoppedNanos)));

    Findings findings = Findings.of(link, settings, applications);
    boolean ended = options.keep() || swap.stop(LONGEST_STOP);
    DemoResult result =
        findings.result(
            withoutEngineMillis,
            swap.stallMillis().orElse(0),
            exit,
            ended,
            millisSince(begunNanos));
    events.accept(new DemoEvent.Finished(result));
    if (options.keep()) {
      events.accept(
          new DemoEvent.Kept(
              link.east().url(),
              link.west().url(),
              link.settingsFile().toString(),
              swap.pid().orElseThrow()));
      new CountDownLatch(1).await();
    }
    return result;
  }

  private EmbeddedLink link(CleanUp cleanUp, Path folder)
      throws InterruptedException, IOException, SQLException {
    int base = options.portBase();
    List<EmbeddedSite> sites = SitePair.start(cleanUp, folder, base, base == 0 ? 0 : base + 1);
    EmbeddedLink link = EmbeddedLink.open(sites.get(0), sites.get(1), BANK, folder);
    events.accept(
        new DemoEvent.SitesUp(
            link.east().url(),
            link.west().url(),
            2 * BANK.branchesPerSite(),
            2 * BANK.branchesPerSite() * BANK.accountsPerBranch(),
            millisSince(begunNanos)));
    return link;
  }

  private void provision(Settings settings) {
    long begun = System.nanoTime();
    new Provisioning().apply(settings);
    events.accept(new DemoEvent.Provisioned(millisSince(begun)));
  }

  private ChildEngine engine(CleanUp cleanUp, EmbeddedLink link, Path log)
      throws InterruptedException {
    long begun = System.nanoTime();
    ChildEngine engine = cleanUp.later(ChildEngine.start(link.settingsFile(), log));
    String line = engine.awaitStreaming(LONGEST_START);
    events.accept(new DemoEvent.Streaming(line, engine.pid(), millisSince(begun)));
    return engine;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
