package dev.baton.it.swap.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.fault.FaultProxy;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbLink;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import dev.baton.protocol.handover.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A new engine whose reader was level when it asked for the cut, and is behind when the cut comes:
 * it reads the former owner's work after it has become the owner itself.
 */
class LateReaderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FIRST = KillCase.STREAMS.getFirst();
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = TpcbLink.start();
    link.sites().forEach(HeldStep::install);
  }

  @Test
  void whatItReadsLateIsNotAppliedAgain() {
    PostgresSite target = link.target(FIRST);
    try (EngineProcess current = link.engine();
        FaultProxy late = FaultProxy.before(link.source(FIRST).port());
        TpcbTraffic traffic =
            TpcbTraffic.start(
                TpcbSchema.SMALL, new TpcbTraffic.Load(1, Duration.ofMillis(10), 7), link.sites());
        EngineProcess next = handedOverWhileItsReaderIsHeldBack(current, late, target, traffic)) {
      assertThat(current.awaitEnd(PATIENCE)).as(current.tail()).isZero();
      next.awaitStreaming();
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      ExactlyOnce.check(link.sites(), List.of(traffic));
      next.assertAlive();
    }
  }

  private EngineProcess handedOverWhileItsReaderIsHeldBack(
      EngineProcess current, FaultProxy late, PostgresSite target, TpcbTraffic traffic) {
    EngineProcess next;
    try (HeldStep held = HeldStep.hold(target, FIRST, Step.DRAIN)) {
      next =
          EngineProcess.launch(through(late), List.of(), "--engine", "green", "--take-over", "-v");
      held.awaitHeld(next::assertAlive);
      late.passage().blackHole();
      long before = traffic.acknowledgedCount();
      long applied = applied(target);
      await("the current engine to apply what the new one cannot read")
          .atMost(PATIENCE)
          .until(() -> traffic.acknowledgedCount() > before + 40 && applied(target) > applied + 20);
    }
    await("the stream to change hands")
        .atMost(PATIENCE)
        .until(
            () ->
                target
                    .value("select owner from baton.stream where stream = '" + FIRST + "'")
                    .equals("green"));
    current.assertAlive();
    late.passage().free();
    return next;
  }

  /** The new engine's own way to the stream's source. */
  private static Path through(FaultProxy late) {
    Map<String, Integer> ports =
        Map.of(
            link.source(FIRST).name(), late.port(),
            link.target(FIRST).name(), link.target(FIRST).port());
    return link.settingsFile(link.settings().withEngine("green").withPorts(ports));
  }

  private static long applied(PostgresSite target) {
    return target.number("select max(seq) from baton.applied where stream = '" + FIRST + "'");
  }
}
