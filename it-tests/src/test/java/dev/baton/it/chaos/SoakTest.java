package dev.baton.it.chaos;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All faults in random order for as long as one likes: {@code mvn -Psoak verify}. */
@Tag("soak")
class SoakTest {

  private static final int FAULTS_PER_ROUND = 20;

  @Test
  void nothingIsLostOrDoubledHoweverLongItGoesOn() {
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("baton.soak.minutes", 30)));
    long seed = Long.getLong("baton.soak.seed", System.nanoTime());
    System.out.println("soak: repeat with -Dbaton.soak.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<TpcbTraffic> runs = new ArrayList<>();
    try (LinkFixture link = LinkFixture.start(TpcbSchema.TABLES)) {
      link.sites().forEach(TpcbSchema.SMALL::create);
      link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
      while (Instant.now().isBefore(end)) {
        try (ChaosRun run = new ChaosRun(link, random.nextLong(), Duration.ofMillis(4), runs)) {
          for (int fault = 0; fault < FAULTS_PER_ROUND; fault++) {
            next(run.someTraffic(1_000), random.nextInt(10));
          }
          run.finish();
          ChaosRun.checkExactlyOnce(link, runs);
        }
      }
    }
  }

  private static void next(ChaosRun run, int choice) {
    switch (choice) {
      case 0, 1, 2, 3 -> run.killEngine();
      case 4, 5, 6 -> run.loseCommitAnswer();
      case 7 -> run.cutConnections();
      case 8 -> run.blackHole();
      default -> run.restartSite();
    }
  }
}
