package dev.baton.it.swap.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.CommitOrder;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.oracle.Quiet;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.swap.kill.KillCase.Held;
import dev.baton.it.swap.kill.KillCase.Then;
import dev.baton.it.swap.kill.KillCase.Victim;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Two sites under TPC-B whose engines are swapped and killed, one case after the other. */
final class KillRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET_WATCH = Duration.ofSeconds(4);

  private final LinkFixture link;
  private final List<TpcbTraffic> runs = new ArrayList<>();
  private EngineProcess current;
  private String owner = "blue";
  private EngineProcess next;

  /** Starts the sites and the first engine. */
  KillRun() {
    link = LinkFixture.start(TpcbSchema.TABLES);
    try {
      link.sites().forEach(TpcbSchema.SMALL::create);
      link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
      link.sites().forEach(HeldStep::install);
      link.sites().forEach(CommitOrder::install);
      current = engine(owner);
      current.awaitStreaming();
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private EngineProcess engine(String id) {
    return engine(link.settingsFile(), id, List.of());
  }

  private static EngineProcess engine(Path settings, String id, List<String> more) {
    List<String> options = new ArrayList<>(List.of("--engine", id));
    options.addAll(more);
    return EngineProcess.launch(settings, List.of(), options.toArray(String[]::new));
  }

  private EngineProcess successor(KillCase one, String id) {
    List<String> options = new ArrayList<>(List.of("--take-over"));
    options.addAll(one.terms());
    return engine(settings(one), id, options);
  }

  private Path settings(KillCase one) {
    Path plain = link.settingsFile();
    return one.held() == Held.FRESH_SLOT
        ? link.write("fresh.yaml", text(plain) + "swap: { slot: fresh }\n")
        : plain;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Hold hold(KillCase one, String arriving) {
    return switch (one.held()) {
      case TRANSITION -> HeldStep.hold(link.target(one.stream()), one.stream(), one.step());
      case FRESH_SLOT -> HeldSlot.hold(link.source(one.stream()), arriving);
    };
  }

  /** Goes through one case; whoever owns the link then is the current engine of the next one. */
  void go(KillCase one) {
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL,
            new TpcbTraffic.Load(1, Duration.ofMillis(15), one.toString().hashCode()),
            link.sites());
    runs.add(traffic);
    String arriving = owner.equals("blue") ? "green" : "blue";
    try {
      if (one.victim() == Victim.SWAP_COMMAND) {
        killCommand(one, arriving);
      } else {
        killEngineOrSite(one, arriving);
      }
      traffic.stop();
      Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);
      ExactlyOnce.check(link.sites(), runs);
      CommitOrder.check(link.sites());
      if (!one.victim().isSite()) {
        assertThat(traffic.failures()).as("failed application writes").isEmpty();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "%s: %s%n%s%n=== the engine to be replaced%n%s%n=== the new engine%n%s"
              .formatted(
                  one, e.getMessage(), rows(), current.tail(), next == null ? "none" : next.tail()),
          e);
    } finally {
      traffic.close();
    }
  }

  private void killEngineOrSite(KillCase one, String arriving) {
    boolean undone = one.then() == Then.ABORT;
    try (Hold held = hold(one, arriving)) {
      next = successor(one, arriving);
      held.awaitHeld(next::assertAlive);
      kill(one.victim());
      if (one.then() == Then.ABORT && one.canBeAborted()) {
        undone = abort(held, one.endsTheHold());
      }
    }
    if (!undone) {
      EngineProcess remaining = resumed(one, arriving);
      boolean currentIsDead = one.victim().hasCurrentEngine() && !one.needsCurrentEngine();
      endsWith(arriving, remaining::assertAlive, current, currentIsDead);
      current = next;
      owner = arriving;
    } else {
      EngineProcess remaining = startedAgain(one);
      endsWith(owner, remaining::assertAlive, next, one.victim().hasNewEngine());
    }
  }

  /** The engine that it started goes on by itself; the operator comes back with another command. */
  private void killCommand(KillCase one, String arriving) {
    List<String> terms = new ArrayList<>(one.terms());
    if (one.held() == Held.FRESH_SLOT) {
      terms.addAll(List.of("--to-config", settings(one).toString()));
    }
    try (Hold held = hold(one, arriving);
        SwapCommand command = SwapCommand.start(link, arriving, terms)) {
      held.awaitHeld(command::assertAlive);
      command.kill();
      if (one.then() == Then.ABORT) {
        abort(held, false);
      }
      held.close();
      if (one.then() == Then.RESUME) {
        BatonProgram.done("swap", "-c", link.settingsFile().toString(), "--resume");
        endsWith(arriving, command::assertEngineAlive, current, false);
        owner = arriving;
        command.endEngine();
        current = engine(owner);
        current.awaitStreaming();
      } else {
        endsWith(owner, current::assertAlive, current, true);
        command.awaitEngineEnd();
      }
    }
  }

  private void kill(Victim victim) {
    switch (victim) {
      case NEW_ENGINE -> next.kill();
      case CURRENT_ENGINE -> current.kill();
      case BOTH_ENGINES -> {
        next.kill();
        current.kill();
      }
      case SWAP_COMMAND -> throw new IllegalArgumentException("killed by itself");
      case EAST -> restart(link.east());
      case WEST -> restart(link.west());
    }
  }

  private static void restart(PostgresSite site) {
    site.stopImmediately();
    site.startAgain();
  }

  /**
   * By the command; what is held meanwhile is ended again and again, as it holds the rows.
   *
   * @param mayBeLate whether the swap may have gone too far for that, which the command says then
   * @return whether the swap was undone
   */
  private boolean abort(Hold held, boolean mayBeLate) {
    CompletableFuture<BatonProgram.Result> aborted = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("abort")
        .start(
            () ->
                aborted.complete(
                    BatonProgram.run("swap", "-c", link.settingsFile().toString(), "--abort")));
    await("the abort")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              held.endHeld();
              return aborted.isDone();
            });
    BatonProgram.Result result = aborted.join();
    if (mayBeLate && result.exitCode() == 0) {
      assertThat(result.out()).contains("it rolls forward");
      return false;
    }
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    return true;
  }

  private EngineProcess resumed(KillCase one, String arriving) {
    if (one.needsCurrentEngine()) {
      current = engine(owner);
    }
    if (one.victim().hasNewEngine()) {
      next = successor(one, arriving);
    }
    return next;
  }

  private EngineProcess startedAgain(KillCase one) {
    if (one.victim().hasCurrentEngine()) {
      current = engine(owner);
    }
    return current;
  }

  private void endsWith(
      String engine, Runnable remains, EngineProcess leaving, boolean leavingIsDead) {
    await("engine " + engine + " to own all, and nothing else to be left")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              for (PostgresSite site : link.sites()) {
                assertThat(traces(site)).as("at " + site.name()).isEqualTo(tracesOf(engine, site));
              }
            });
    if (!leavingIsDead) {
      leaving.awaitEnd(Duration.ofSeconds(20));
    }
    comesThrough();
    remains.run();
  }

  /** The owner, open handovers, slots and registered engines, in one line. */
  private static String traces(PostgresSite site) {
    return site.value(
        """
        select (select owner from baton.stream) || ', open: '
          || (select count(*) from baton.handover
              where step <> 'DONE' and not (step = 'ABORTED' and cleaned))
          || ', slots: ' || (select coalesce(string_agg(slot_name, ' '), '') from pg_replication_slots)
          || ', engines: ' || (select coalesce(string_agg(engine, ' '), '') from baton.engine)""");
  }

  private static String tracesOf(String engine, PostgresSite site) {
    return "%1$s, open: 0, slots: baton_shop_%1$s_%2$s, engines: %1$s"
        .formatted(engine, site.name());
  }

  private void comesThrough() {
    for (PostgresSite site : link.sites()) {
      PostgresSite other = site == link.east() ? link.west() : link.east();
      String query = "select count(*) from ledger where site = '%s'".formatted(site.name());
      long more = site.number(query) + 5;
      await("writes of %s at %s".formatted(site.name(), other.name()))
          .atMost(PATIENCE)
          .until(() -> other.number(query) >= more);
    }
  }

  private String rows() {
    StringBuilder rows = new StringBuilder();
    for (PostgresSite site : link.sites()) {
      rows.append(
              site.find(
                      "select string_agg(format('%s %s: %s', id, stream, history), E'\\n' order by id)"
                          + " from (select * from baton.handover order by id desc limit 2) h")
                  .orElse("no rows"))
          .append('\n');
    }
    return rows.toString();
  }

  /** QUIET, and an orderly end. */
  void finish() {
    Quiet.check(link, QUIET_WATCH, (int) QUIET_WATCH.toSeconds() + 2);
    assertThat(current.terminate()).as(current.tail()).isZero();
  }

  @Override
  public void close() {
    for (EngineProcess engine : new EngineProcess[] {current, next}) {
      if (engine != null) {
        engine.close();
      }
    }
    link.close();
  }
}
