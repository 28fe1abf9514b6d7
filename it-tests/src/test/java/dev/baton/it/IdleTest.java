package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.architecture.SourceTree;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.Quiet;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Idle sites stay idle: no change ever comes back, and a heartbeat answers no heartbeat. */
class IdleTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A class with a name of its own; hidden ones have an address in it. */
  private static final Pattern LOADED = Pattern.compile("\\] ([\\w.$]+) source: (?!__)");

  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TpcbSchema.TABLES);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
  }

  @Test
  void afterTheWritersStopNeitherTrailGrowsButForHeartbeats() {
    try (EngineProcess engine = link.engine();
        TpcbTraffic traffic =
            TpcbTraffic.start(
                TpcbSchema.SMALL, new TpcbTraffic.Load(2, Duration.ofMillis(2), 7), link.sites())) {
      await().atMost(PATIENCE).until(() -> traffic.acknowledgedCount() >= 2_000);
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      Duration watched = Duration.ofSeconds(8);
      Quiet.check(link, watched, (int) watched.toSeconds() + 2);
      engine.assertAlive();
    }
  }

  @Test
  void mostOfWhatAnEngineLoadsIsInTheLaunchersList() throws IOException {
    Set<String> listed =
        Set.copyOf(
            Files.readAllLines(
                SourceTree.top().resolve("engine/src/main/launcher/engine.classes")));
    Path log = Files.createTempFile("baton-classes-", ".log");
    try (EngineProcess engine = link.engine("-Xlog:class+load:file=" + log)) {
      engine.assertAlive();
    }
    List<String> loaded =
        Files.readAllLines(log).stream()
            .map(LOADED::matcher)
            .filter(Matcher::find)
            .map(line -> line.group(1).replace('.', '/'))
            .toList();
    Files.delete(log);
    assertThat(loaded).hasSizeGreaterThan(2_000);
    assertThat(loaded.stream().filter(listed::contains).count())
        .as("of %d loaded classes; CONTRIBUTING.md says how to write the list anew", loaded.size())
        .isGreaterThan(loaded.size() * 85L / 100);
  }

  @Test
  void aSlotMovesOnWhileItsSourceWritesOnlyWhatIsNotReplicated() {
    link.east().execute("create table local_only (n int)");
    try (EngineProcess engine = link.engine()) {
      link.east().execute("insert into local_only select generate_series(1, 100000)");
      String written = link.east().value("select pg_current_wal_flush_lsn()");
      await("the slot at " + written)
          .atMost(PATIENCE)
          .until(
              () ->
                  link.east()
                      .value(
                          "select confirmed_flush_lsn >= '%s' from pg_replication_slots where slot_name = '%s'"
                              .formatted(written, link.slot("east->west")))
                      .equals("t"));
      engine.assertAlive();
    }
  }
}
