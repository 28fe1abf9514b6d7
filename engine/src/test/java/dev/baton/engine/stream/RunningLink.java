package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A provisioned link with an engine that runs it, and what tests ask of the two. */
final class RunningLink implements AutoCloseable {
  static final String THERE = "east->west";
  static final String BACK = "west->east";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestLink link;
  private Engine engine;
  private int lastItem;

  private RunningLink(TestLink link) {
    this.link = link;
  }

  static RunningLink start(TestLink link) {
    RunningLink running = new RunningLink(link);
    running.startEngine();
    return running;
  }

  void startEngine() {
    engine = start(link, "blue");
    link.streams().forEach(stream -> awaitState(stream, StreamState.STREAMING));
  }

  static Engine start(TestLink link, String id) {
    return start(link, id, Succession.NONE);
  }

  static Engine start(TestLink link, String id, Succession succession) {
    return Engine.start(
        link.settings(id),
        new EngineListener() {
          @Override
          public void streaming(Engine engine) {}

          @Override
          public void notice(String sentence) {}
        },
        succession);
  }

  Engine engine() {
    return engine;
  }

  TestLink link() {
    return link;
  }

  /** An id that table {@code item} has at neither site. */
  int nextItem() {
    return ++lastItem;
  }

  /** Inserts a new item with value 1 at east; tells its id. */
  int insertItemEast() {
    int id = nextItem();
    link.onEast("insert into item values (%d, 1)".formatted(id));
    return id;
  }

  void awaitItemAtWest(int id) {
    awaitWest("select count(*) from item where id = " + id, "1");
  }

  StreamStatus stream(String name) {
    return engine.streams().stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  void awaitState(String stream, StreamState state) {
    await(stream + " to be " + state)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> stream(stream).state() == state);
  }

  /** Waits until the query answers at west what it answers at east, and is not nothing. */
  void awaitSame(String sql) {
    awaitSame(sql, sql);
  }

  void awaitSame(String atEast, String atWest) {
    await("the same at both sites: " + atEast)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              List<String> east = link.askEast(atEast);
              assertThat(east).isNotEmpty().isEqualTo(link.askWest(atWest));
            });
  }

  void awaitWest(String sql, String... expected) {
    await(sql)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(link.askWest(sql)).containsExactly(expected));
  }

  void awaitEast(String sql, String... expected) {
    await(sql)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(link.askEast(sql)).containsExactly(expected));
  }

  /** Writes at west what the stream back takes for replicated work: the sites differ then. */
  void atWestAlone(String... sql) throws SQLException {
    String origin = LinkNames.repairOrigin(link.name(), new StreamName("east", "west"));
    try (Connection west = link.west().connect(link.westDatabase())) {
      PostgresServer.run(
          west,
          "select pg_replication_origin_create('%1$s') where not exists (select from pg_replication_origin where roname = '%1$s')"
              .formatted(origin),
          "select pg_replication_origin_session_setup('%s')".formatted(origin));
      PostgresServer.run(west, sql);
    }
  }

  /** Waits until the logs have that many row changes, and sees that no more come. */
  void awaitQuiet(long there, long back) {
    await("the log's rows to stay as many as were written")
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(2))
        .until(
            () ->
                link.askWest(applied(THERE)).equals(List.of(Long.toString(there)))
                    && link.askEast(applied(BACK)).equals(List.of(Long.toString(back))));
  }

  private static String applied(String stream) {
    return "select coalesce(sum(rows), 0) from baton.applied where stream = '" + stream + "'";
  }

  @Override
  public void close() {
    engine.close();
  }
}
