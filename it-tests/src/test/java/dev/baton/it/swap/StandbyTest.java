package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbLink;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Engines that stand by: they take over when the owner is dead, and never before. */
class StandbyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static LinkFixture link;
  private final List<EngineProcess> engines = new ArrayList<>();

  @BeforeAll
  static void start() {
    link = TpcbLink.start();
  }

  @AfterAll
  static void stop() {
    if (link != null) {
      link.close();
    }
  }

  @AfterEach
  void end() {
    engines.forEach(EngineProcess::close);
  }

  private EngineProcess launch(String id, String... more) {
    List<String> options = new ArrayList<>(List.of("--engine", id));
    options.addAll(List.of(more));
    EngineProcess engine =
        EngineProcess.launch(link.settingsFile(), List.of(), options.toArray(String[]::new));
    engines.add(engine);
    return engine;
  }

  @Test
  void ofTwoStandbysOneTakesOverFromADeadOwnerAndNoneFromOneThatLives() {
    EngineProcess blue = launch("blue");
    blue.awaitStreaming();
    EngineProcess green = launch("green", "--standby");
    EngineProcess red = launch("red", "--standby");
    green.awaitOutput("engine green stands by for engine blue of link shop");
    red.awaitOutput("engine red stands by for engine blue of link shop");
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(1, Duration.ofMillis(10), 3), link.sites());
    try {
      link.east().stopImmediately();
      link.east().startAgain();
      comesThrough();
      link.eastProxy().cutAll();
      link.westProxy().cutAll();
      comesThrough();
      assertThat(List.of(green, red)).noneMatch(StandbyTest::streams);

      long killed = System.nanoTime();
      blue.kill();
      await("a standby to take over")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> streams(green) || streams(red));
      System.out.printf(
          "standby: streaming %d ms after the owner's death%n",
          (System.nanoTime() - killed) / 1_000_000);
      comesThrough();
      EngineProcess winner = streams(green) ? green : red;
      EngineProcess other = winner == green ? red : green;
      other.awaitOutput("stands by for engine " + (winner == green ? "green" : "red"));
      assertThat(streams(other)).isFalse();
      assertThat(other.terminate()).as(other.tail()).isZero();
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      ExactlyOnce.check(link.sites(), List.of(traffic));
      assertThat(winner.terminate()).as(winner.tail()).isZero();
    } catch (RuntimeException | AssertionError e) {
      engines.forEach(engine -> System.err.println(engine.tail()));
      throw e;
    } finally {
      traffic.close();
    }
  }

  private static boolean streams(EngineProcess engine) {
    return engine.output().contains(" is streaming ");
  }

  /** Waits until both streams have applied something that was committed after now. */
  private static void comesThrough() {
    for (PostgresSite site : link.sites()) {
      PostgresSite other = site == link.east() ? link.west() : link.east();
      String query = "select count(*) from ledger where site = '%s'".formatted(site.name());
      long more = site.number(query) + 20;
      await("writes of %s at %s".formatted(site.name(), other.name()))
          .atMost(PATIENCE)
          .until(() -> other.number(query) >= more);
    }
  }
}
