package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.oracle.Quiet;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No change comes back, no local one is dropped, whichever way replicated work is known. */
class LoopFilterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<TpcbTraffic> RUNS = new ArrayList<>();
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    List<String> tables = new ArrayList<>(TpcbSchema.TABLES);
    tables.add("public.imported");
    link = LinkFixture.start(tables);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.executeAtBoth("create table imported (id int primary key, name text)");
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s"));
  }

  @AfterEach
  void leaveNoTrace() {
    link.deprovision();
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin", "applied-log"})
  void whatEachSiteWritesIsAtBothOnceAndNothingComesBack(String mode) {
    link.configure(settings -> settings.withSiteKey("loop-filter", mode)).provision();
    try (EngineProcess engine = link.engine();
        TpcbTraffic traffic =
            TpcbTraffic.start(
                TpcbSchema.SMALL,
                new TpcbTraffic.Load(2, Duration.ofMillis(2), mode.hashCode()),
                link.sites())) {
      await().atMost(PATIENCE).until(() -> traffic.acknowledgedCount() >= 1_000);
      RUNS.add(traffic.stop());
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      Quiet.check(link, Duration.ofSeconds(4), 6);
      ExactlyOnce.check(link.sites(), RUNS);
      engine.assertAlive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"applied-log", "auto"})
  void whatAThirdPartysSubscriptionBringsIsReplicatedOnward(String mode) {
    try (PostgresSite third = PostgresSite.start("third")) {
      third.executeAsApp("create table imported (id int primary key, name text)");
      third.execute("create publication outward for table imported");
      link.configure(settings -> settings.withSiteKey("loop-filter", mode)).provision();
      link.east()
          .execute(
              "create subscription inward connection 'host=127.0.0.1 port=%d dbname=shop user=postgres' publication outward"
                  .formatted(third.port()));
      try (EngineProcess engine = link.engine()) {
        third.executeAsApp(
            "insert into imported select i, 'from afar' from generate_series(1, 100) i");
        await("the third party's rows at west")
            .atMost(PATIENCE)
            .until(() -> link.west().number("select count(*) from imported") == 100);
        link.west().executeAsApp("insert into imported values (1000, 'from west')");
        link.awaitSame("select sum(id) from imported", PATIENCE);
        Quiet.check(link, Duration.ofSeconds(3), 5);
        engine.assertAlive();
      } finally {
        link.east().execute("drop subscription inward");
        link.executeAtBoth("delete from imported");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin", "applied-log"})
  void aRepairIsNotSentBack(String mode) {
    link.configure(settings -> settings.withSiteKey("loop-filter", mode)).provision();
    try (EngineProcess engine = link.engine()) {
      String origin = LinkNames.origin("shop", new StreamName("east", "west"), 'B', 9);
      link.west()
          .execute(
              "select pg_replication_origin_create('%s')".formatted(origin),
              "select pg_replication_origin_session_setup('%s')".formatted(origin),
              "insert into imported values (7, 'at west alone')");
      String told =
          BatonProgram.done("verify", "-c", link.settingsFile().toString(), "--repair", "west");
      assertThat(link.west().number("select count(*) from imported")).as(told).isZero();
      // Sent back, it would meet no row at east, and stop the stream before this one.
      link.west().executeAsApp("insert into imported values (8, 'from west')");
      link.awaitSame("select sum(id) from imported", PATIENCE);
      engine.assertAlive();
      link.west().executeAsApp("delete from imported");
      link.awaitSame("select count(*) from imported", PATIENCE);
    }
  }

  @Test
  void replicatedWorkAloneDoesNotHoldBackTheTrail() {
    link.configure(settings -> settings.withSiteKey("loop-filter", "applied-log")).provision();
    try (EngineProcess engine = link.engine()) {
      AtomicInteger id = new AtomicInteger();
      Runnable write =
          () ->
              link.west()
                  .executeAsApp("insert into imported values (" + id.incrementAndGet() + ")");
      await("replicated work at east")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                write.run();
                return link.east().number("select count(*) from imported") > 40;
              });
      String reached = link.east().value("select pg_current_wal_lsn()");
      String passed =
          "select count(*) from pg_replication_slots where slot_name = '%s' and confirmed_flush_lsn > '%s'"
              .formatted(link.slot("east->west"), reached);
      await("the slot at east to move while work comes without a break")
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                write.run();
                return link.east().number(passed) == 1;
              });
      engine.assertAlive();
      link.west().executeAsApp("delete from imported");
      link.awaitSame("select count(*) from imported", PATIENCE);
    }
  }

  @Test
  void batonsOwnTablesAreNeverReplicated() {
    link.configure(settings -> settings.withSiteKey("loop-filter", "auto")).provision();
    try (EngineProcess engine = link.engine()) {
      link.east().executeAsApp("insert into imported values (1, 'a change')");
      link.awaitSame("select sum(id) from imported", PATIENCE);
      assertThat(link.west().find("select 1 from baton.applied where stream = 'west->east'"))
          .as("rows at west of the stream that ends at east")
          .isEmpty();
      engine.assertAlive();
      link.east().executeAsApp("delete from imported");
      link.awaitSame("select count(*) from imported", PATIENCE);
    }
  }
}
