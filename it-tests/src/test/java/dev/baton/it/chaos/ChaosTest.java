package dev.baton.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exactly once, whatever dies: EQ, ONCE, ATOM, QUIET and SLOT under faults with fixed seeds. */
class ChaosTest {

  private static final Duration WRITERS_PAUSE = Duration.ofMillis(8);
  private static final List<TpcbTraffic> RUNS = new ArrayList<>();
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TpcbSchema.TABLES);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
  }

  @Test
  void anEngineKilledTenTimesAppliesEveryWriteOnce() {
    try (ChaosRun run = new ChaosRun(link, 20_261_122, WRITERS_PAUSE, RUNS)) {
      for (int kill = 0; kill < 10; kill++) {
        run.someTraffic(500).killEngine();
      }
      assertThat(finished(run).failures()).as("failed application writes").isEmpty();
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotRepeated() {
    try (ChaosRun run = new ChaosRun(link, 4_711, WRITERS_PAUSE, RUNS)) {
      for (int fault = 0; fault < 8; fault++) {
        run.someTraffic(100).loseCommitAnswer();
      }
      assertThat(finished(run).failures()).as("failed application writes").isEmpty();
    }
  }

  @Test
  void connectionsCutOrSwallowedAreMadeAnew() {
    try (ChaosRun run = new ChaosRun(link, 65_537, WRITERS_PAUSE, RUNS)) {
      for (int fault = 0; fault < 4; fault++) {
        run.someTraffic(100).cutConnections();
      }
      run.blackHole().blackHole();
      assertThat(finished(run).failures()).as("failed application writes").isEmpty();
    }
  }

  @Test
  void aSiteThatDiesAndComesBackIsBroughtLevel() {
    try (ChaosRun run = new ChaosRun(link, 31_337, WRITERS_PAUSE, RUNS)) {
      run.someTraffic(300).restartSite().someTraffic(300).restartSite();
      finished(run);
    }
  }

  private static TpcbTraffic finished(ChaosRun run) {
    TpcbTraffic traffic = run.finish();
    ChaosRun.checkExactlyOnce(link, RUNS);
    return traffic;
  }
}
