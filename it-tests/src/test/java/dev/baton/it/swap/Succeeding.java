package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.Settings;
import dev.baton.config.SettingsReader;
import dev.baton.connectors.postgresql.PostgresSource;
import dev.baton.engine.swap.row.Blockers;
import dev.baton.engine.swap.row.Blockers.Blocker;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.EngineProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine that owns a link, and those that are to succeed it with swaps of different kinds. */
final class Succeeding implements AutoCloseable {
  static final String STREAM = "east->west";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LinkFixture link;
  private final String more;
  private String name = "blue";
  private EngineProcess current;

  private Succeeding(LinkFixture link, String more) {
    this.link = link;
    this.more = more;
  }

  /** {@code more}: further settings of every engine. */
  static Succeeding start(LinkFixture link, String more) {
    Succeeding engines = new Succeeding(link, more);
    engines.current = EngineProcess.streaming(engines.file("blue", "{ deadline: 2m }"), List.of());
    return engines;
  }

  EngineProcess current() {
    return current;
  }

  /** An engine on its way to take over. */
  EngineProcess successor(String swap) {
    String next = next();
    String all = swap.contains("deadline") ? swap : swap.replace("{", "{ deadline: 2m,");
    return EngineProcess.launch(file(next, all), List.of(), "--engine", next, "--take-over", "-v");
  }

  /** Waits until the successor has the link and the current engine has gone. */
  void awaitDone(EngineProcess successor) {
    try {
      successor.awaitOutput("engine " + next() + " generation");
      assertThat(current.awaitEnd(PATIENCE)).as(current.tail()).isZero();
    } catch (RuntimeException | AssertionError e) {
      successor.close();
      throw new AssertionError(current.tail() + "\n" + successor.tail(), e);
    }
    current = successor;
    name = next();
  }

  /** Waits until the successor has the link for good; the current engine is dead. */
  void awaitTaken(EngineProcess successor) {
    successor.awaitOutput("engine " + next() + " generation");
    link.awaitAtBoth(
        "the swap to end",
        "select count(*) from baton.handover where step <> 'DONE' and step <> 'ABORTED'",
        "0",
        PATIENCE);
    current = successor;
    name = next();
  }

  /** Swaps to the next engine. */
  void swap(String swap) {
    EngineProcess successor = successor(swap);
    try {
      awaitDone(successor);
    } catch (RuntimeException | AssertionError e) {
      successor.close();
      throw e;
    }
  }

  /** The deadline of the swap, a minute long, passes now. */
  void passDeadline() {
    link.sites()
        .forEach(
            site ->
                site.execute(
                    "update baton.handover set deadline = now(), offered_at = now() - interval '1 minute' where step not in ('DONE', 'ABORTED')"));
  }

  /** Waits until the successor gave up and nothing of it is left. */
  void awaitAborted(EngineProcess successor) {
    assertThat(successor.awaitEnd(PATIENCE)).as(successor.tail()).isEqualTo(1);
    current.assertAlive();
    await("nothing left")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(handover("step || ' ' || cleaned")).isEqualTo("ABORTED true");
              for (var site : link.sites()) {
                assertThat(site.value("select count(*) from pg_replication_slots")).isEqualTo("1");
                assertThat(site.value("select string_agg(engine, ' ') from baton.engine"))
                    .isEqualTo(name);
              }
            });
  }

  /** Of the last handover of the stream from east to west. */
  String handover(String column) {
    return link.west()
        .find(
            "select %s from baton.handover where stream = '%s' order by id desc limit 1"
                .formatted(column, STREAM))
        .orElse("");
  }

  /** Of the stream from east to west the last HANDOVER token, in hexadecimal. */
  String token() {
    return handover("encode(token, 'hex')");
  }

  void awaitStep(String... steps) {
    await("step " + List.of(steps) + " after " + handover("step"))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> List.of(steps).contains(handover("step")));
  }

  /** What the last handover of the stream from east to west waits for. */
  List<Blocker> blockers() {
    Settings settings = SettingsReader.read(link.settingsFile(), Map.of(), Optional.empty());
    try (Connection west = link.west().admin();
        PostgresSource source = PostgresSource.open(settings.site("east"), "shop", "test")) {
      return HandoverTable.last(west, STREAM)
          .map(row -> Blockers.of(row, "east", source))
          .orElse(List.of());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String next() {
    return name.equals("blue") ? "green" : "blue";
  }

  private Path file(String engine, String swap) {
    String data = link.settingsFile().resolveSibling(engine).toString();
    String yaml = link.settings().withEngine(engine).yaml(data);
    return link.write(engine + "-swap.yaml", yaml + more + "swap: " + swap + "\n");
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
  }
}
