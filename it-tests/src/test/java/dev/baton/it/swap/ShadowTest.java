package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbLink;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both engines' work compared before a swap: it goes on when they agree, and ends when not. */
class ShadowTest {
  private static final Duration WRITERS_PAUSE = Duration.ofMillis(15);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** What the current engine notes is falsified at the target, for one table. */
  private static final String FALSIFY =
      """
      create function public.falsify() returns trigger language plpgsql as $$
      begin
        if exists (select from unnest(new.tables) t where t like 'public.pgbench_history=%') then
          new.digest := repeat('0', 32);
          new.tables := array(select case when t like 'public.pgbench_history=%'
            then 'public.pgbench_history=' || repeat('0', 32) else t end from unnest(new.tables) t);
        end if;
        return new;
      end $$;
      create trigger falsify before insert on baton.digest
        for each row execute function public.falsify();
      """;

  /** All there ever was at the sites: each write is to be found once, and no other. */
  private static final List<TpcbTraffic> TRAFFIC = new ArrayList<>();

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
  void enginesThatAgreeAreSwapped() {
    TpcbTraffic traffic;
    try (EngineProcess blue = link.engine()) {
      traffic = traffic();
      try (EngineProcess green = shadowed("green")) {
        green.awaitOutput("engine green generation");
        assertThat(blue.awaitEnd(PATIENCE)).as(blue.tail()).isZero();
        traffic.stop();
        assertThat(green.output()).contains("transactions compared with engine blue");
        for (PostgresSite site : link.sites()) {
          assertThat(compared(site)).as("compared at %s", site.name()).isPositive();
          assertThat(site.value("select count(*) from baton.digest")).isEqualTo("0");
        }
        Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      }
    }
    assertThat(traffic.failures()).as("failed application writes").isEmpty();
    ExactlyOnce.check(link.sites(), TRAFFIC);
  }

  @Test
  void aDifferenceAbortsTheSwapAndNamesTheTransaction() {
    for (PostgresSite falsified : link.sites()) {
      falsified.execute(FALSIFY);
      TpcbTraffic traffic;
      try (EngineProcess blue = link.engine()) {
        traffic = traffic();
        try (EngineProcess green = shadowed("green")) {
          assertThat(green.awaitEnd(PATIENCE)).as(green.tail()).isEqualTo(1);
          assertThat(green.output())
              .containsPattern(
                  "->%s differs, transaction \\d+ at source position [0-9A-F]+/[0-9A-F]+, in table public\\.pgbench_history"
                      .formatted(falsified.name()))
              .contains("engine blue stays in charge");
        }
        falsified.execute("drop trigger falsify on baton.digest; drop function public.falsify()");
        nothingIsLeftOf("green");
        blue.assertAlive();
        traffic.stop();
        Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      }
      assertThat(traffic.failures()).as("failed application writes").isEmpty();
      ExactlyOnce.check(link.sites(), TRAFFIC);
    }
  }

  @Test
  void aQuietStreamHasNothingToCompareAndIsSwapped() {
    try (EngineProcess blue = link.engine();
        EngineProcess green = shadowed("green")) {
      green.awaitOutput("engine green generation");
      assertThat(blue.awaitEnd(PATIENCE)).as(blue.tail()).isZero();
    }
  }

  private static TpcbTraffic traffic() {
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(2, WRITERS_PAUSE, 42), link.sites());
    TRAFFIC.add(traffic);
    return traffic;
  }

  private static EngineProcess shadowed(String next) {
    try {
      // What is tried here is no matter of a deadline.
      String text = Files.readString(link.settingsFile()) + "\nswap: { deadline: 10m }\n";
      return EngineProcess.launch(
          link.write("shadowed.yaml", text),
          List.of(),
          "--engine",
          next,
          "--take-over",
          "--shadow",
          "3s",
          "-v");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long compared(PostgresSite site) {
    return Long.parseLong(
        site.value("select compared from baton.shadow order by handover desc limit 1"));
  }

  private static void nothingIsLeftOf(String engine) {
    for (PostgresSite site : link.sites()) {
      Awaitility.await("nothing of engine " + engine + " at " + site.name())
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(
                        site.value(
                            "select count(*) from pg_replication_slots where slot_name like '%"
                                + engine
                                + "%'"))
                    .isEqualTo("0");
                assertThat(site.value("select count(*) from baton.digest")).isEqualTo("0");
                assertThat(
                        site.value(
                            "select count(*) from baton.handover where not (step = 'DONE' or step = 'ABORTED' and cleaned)"))
                    .isEqualTo("0");
              });
    }
  }
}
