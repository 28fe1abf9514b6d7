package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.EngineProcess;
import dev.baton.protocol.token.LinkKey;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenCodec;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a cut does with a current engine that is slow, and with tokens that are late or nobody's:
 * the lock on a table at the target holds the engine up for as long as a test wants.
 */
class SlowEngineSwapTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static LinkFixture link;
  private static Succeeding engines;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.held"));
    link.executeAtBoth(
        "create table held (id int not null, at timestamptz default clock_timestamp())",
        "alter table held replica identity full");
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s")).provision();
    engines = Succeeding.start(link, "apply: { max-group-transactions: 5 }\n");
  }

  @AfterAll
  static void stop() {
    if (engines != null) {
      engines.close();
    }
    if (link != null) {
      link.close();
    }
  }

  @Test
  void tokensThatAreNobodysChangeNothingAndAreCounted() throws Exception {
    EngineProcess current = engines.current();
    EngineProcess successor;
    SourcePosition behindThem;
    try (Connection target = link.west().admin()) {
      holdUp(target, 1);
      successor = engines.successor("{ cut: token }");
      await().atMost(PATIENCE).until(() -> current.isAlive() && isOpen());
      byte[] cut = token(Long.parseLong(engines.handover("id")), 2);
      byte[] forged = cut.clone();
      forged[forged.length - 1] ^= 1;
      emit("true", forged);
      emit("true", Arrays.copyOf(cut, cut.length - 7));
      emit("true", token(Long.parseLong(engines.handover("id")) + 7, 2));
      emit("false", cut);
      link.east()
          .executeAsApp(
              "do $$ begin begin perform %s; raise exception 'undone'; exception when others then end; end $$"
                  .formatted(message("true", cut)));
      link.east().executeAsApp("insert into held values (2)");
      behindThem = end();
      engines.awaitStep("CUT");
      target.commit();
    }
    engines.awaitDone(successor);
    SourcePosition cutAt = SourcePosition.parse(engines.handover("cut_position"));
    assertThat(cutAt.isAfter(behindThem)).as("%s is after %s", cutAt, behindThem).isTrue();
    for (String kind : List.of("FORGED", "TRUNCATED", "OTHER_HANDOVER")) {
      assertThat(current.output()).contains("a token in the trail was rejected: " + kind);
    }
    awaitOnce(1, 2);
  }

  @Test
  void anAbortWhileTheCutTokenIsOnItsWayHandsOverNothingThenOrLater() throws Exception {
    EngineProcess current = engines.current();
    try (Connection target = link.west().admin()) {
      holdUp(target, 11);
      try (EngineProcess successor = engines.successor("{ cut: token }")) {
        engines.awaitStep("CUT");
        engines.passDeadline();
        engines.awaitAborted(successor);
      }
      target.commit();
    }
    await("the late token")
        .atMost(PATIENCE)
        .until(
            () -> current.output().contains("a token in the trail was rejected: OTHER_HANDOVER"));
    link.east().executeAsApp("insert into held values (12)");
    awaitOnce(11, 12);
    current.assertAlive();
    assertThat(engines.handover("step || ' ' || cut_made")).isEqualTo("ABORTED NOT_YET");
    assertThat(
            link.west()
                .value("select owner from baton.stream where stream = '" + Succeeding.STREAM + "'"))
        .isNotEqualTo(engines.next());
  }

  @Test
  void aBacklogOfMinutesDoesNotDelayTheCutAtABoundary() {
    link.west()
        .executeAsApp(
            "create function slow() returns trigger language plpgsql as"
                + " $$ begin perform pg_sleep(0.2); return new; end $$",
            "create trigger slow before insert on held for each row execute function slow()",
            "alter table held enable always trigger slow");
    try {
      link.east()
          .executeAsApp(
              "do $$ begin for n in 1000..1999 loop insert into held values (n); commit; end loop; end $$");
      engines.swap("{ }");
      assertThat(link.west().number("select count(*) from held where id >= 1000"))
          .as("rows applied when the current engine had gone")
          .isLessThan(900);
    } finally {
      link.west().executeAsApp("drop trigger slow on held");
    }
    await("the rest of the backlog")
        .atMost(PATIENCE)
        .until(() -> link.west().number("select count(*) from held where id >= 1000") >= 1000);
    assertThat(link.west().number("select count(*) from held where id >= 1000")).isEqualTo(1000);
    assertThat(link.west().number("select count(distinct id) from held where id >= 1000"))
        .isEqualTo(1000);
  }

  private static boolean isOpen() {
    return List.of("PREPARE", "WARM_UP").contains(engines.handover("step"));
  }

  /** Keeps the current engine from applying what comes next. */
  private static void holdUp(Connection target, int id) throws SQLException {
    target.setAutoCommit(false);
    try (Statement statement = target.createStatement()) {
      statement.execute("lock table held in exclusive mode");
    }
    link.east().executeAsApp("insert into held values (" + id + ")");
    await("the engine to be held up")
        .atMost(PATIENCE)
        .until(
            () ->
                link.west()
                        .number(
                            "select count(*) from pg_locks where not granted and locktype = 'relation'")
                    > 0);
  }

  /** A genuine CUT token: only Baton's role could make it. */
  private static byte[] token(long handover, long sequence) {
    String key = link.west().value("select encode(key, 'hex') from baton.link_key");
    Token token =
        new Token(
            "shop",
            Succeeding.STREAM,
            handover,
            engines.next(),
            Long.parseLong(engines.handover("generation")),
            sequence,
            Purpose.CUT,
            end(),
            ActiveTransactions.NONE,
            0);
    return new TokenCodec(new LinkKey(HexFormat.of().parseHex(key))).encode(token);
  }

  private static SourcePosition end() {
    return SourcePosition.parse(link.east().value("select pg_current_wal_insert_lsn()"));
  }

  private static String message(String transactional, byte[] content) {
    return "pg_logical_emit_message(%s, 'baton.token', '\\x%s'::bytea)"
        .formatted(transactional, HexFormat.of().formatHex(content));
  }

  /** As the applications' role: any may write messages. */
  private static void emit(String transactional, byte[] content) {
    link.east().executeAsApp("select " + message(transactional, content));
  }

  private static void awaitOnce(int... ids) {
    for (int id : ids) {
      await("row " + id)
          .atMost(PATIENCE)
          .until(() -> link.west().number("select count(*) from held where id = " + id) == 1);
    }
  }
}
