package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.workload.TpcbLink;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Engines replaced one after the other while applications write at both sites. The engines read
 * their trails in different ways: a swap goes from one reader to the other, and back.
 */
class SwapUnderTrafficTest {

  private static final Duration WRITERS_PAUSE = Duration.ofMillis(8);
  private static LinkFixture link;

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

  @Test
  void threeSwapsUnderTrafficApplyEveryWriteOnce() {
    TpcbTraffic traffic;
    EngineProcess current = link.engine();
    try {
      traffic =
          TpcbTraffic.start(
              TpcbSchema.SMALL, new TpcbTraffic.Load(2, WRITERS_PAUSE, 42), link.sites());
      for (String next : List.of("green", "blue", "green")) {
        current = replaced(current, next);
      }
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, Duration.ofSeconds(60));
    } finally {
      current.close();
    }
    assertThat(traffic.failures()).as("failed application writes").isEmpty();
    ExactlyOnce.check(link.sites(), List.of(traffic));
  }

  private static Path settings(String engine) {
    String reader = engine.equals("green") ? "debezium" : "pgoutput";
    return link.settingsFile(link.settings().withEngine(engine).withSiteKey("reader", reader));
  }

  private static EngineProcess replaced(EngineProcess current, String next) {
    EngineProcess engine = EngineProcess.launch(settings(next), List.of(), "--take-over", "-v");
    try {
      engine.awaitOutput("engine " + next + " generation");
      assertThat(current.awaitEnd(Duration.ofSeconds(20))).as(current.tail()).isZero();
      return engine;
    } catch (RuntimeException | AssertionError e) {
      System.err.println(current.tail());
      System.err.println(engine.tail());
      engine.close();
      throw e;
    }
  }
}
