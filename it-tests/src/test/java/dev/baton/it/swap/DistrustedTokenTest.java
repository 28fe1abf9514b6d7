package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.JmxClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.management.JMException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens in a real trail that nobody is to believe: they change nothing and are counted. */
class DistrustedTokenTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String THERE = "east->west";
  private static LinkFixture link;
  private static Succeeding engines;
  private static int jmxPort;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.item"));
    link.executeAtBoth("create table item (id int not null)");
    link.executeAtBoth("alter table item replica identity full");
    jmxPort = JmxClient.freePort();
    link.configure(
            settings ->
                settings
                    .withEngineKey("heartbeat-interval", "1s")
                    .withEngineKey("jmx", "{ port: " + jmxPort + ", bind: 127.0.0.1 }"))
        .provision();
    engines = Succeeding.start(link, "");
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
  void tokensThatAreStaleForgedTruncatedOrNoiseChangeNothingAndAreCounted() throws Exception {
    engines.swap("{ cut: token }");
    JmxClient.awaitEngine(jmxPort, "green", PATIENCE);
    byte[] stale = HexFormat.of().parseHex(engines.token());
    byte[] forged = stale.clone();
    forged[forged.length / 2] ^= 1;
    List<byte[]> distrusted =
        List.of(
            stale,
            forged,
            Arrays.copyOf(stale, stale.length - 1),
            Arrays.copyOf(stale, stale.length + 1),
            new byte[0],
            new byte[200_000]);
    String before = state();
    long counted = rejections();
    for (byte[] content : distrusted) {
      emit(content);
      write(content);
    }
    link.east().executeAsApp("insert into item values (1)");
    awaitOnce(1);
    assertThat(rejections() - counted).isEqualTo(2L * distrusted.size());
    assertThat(state()).isEqualTo(before);
    engines.current().assertAlive();
  }

  private static void emit(byte[] content) {
    link.east()
        .execute(
            "select pg_logical_emit_message(true, '%s', decode('%s', 'hex'))"
                .formatted(Message.TOKEN, HexFormat.of().formatHex(content)));
  }

  private static void write(byte[] content) {
    link.east()
        .execute(
            "insert into baton.token (link, stream, handover, seq, content) select 'shop', '%s', 1, count(*) + 1000, decode('%s', 'hex') from baton.token"
                .formatted(THERE, HexFormat.of().formatHex(content)));
  }

  private static long rejections() throws IOException, JMException {
    try (JmxClient jmx = JmxClient.connect(jmxPort)) {
      return (long) jmx.attribute("Handover", "TokenRejections");
    }
  }

  /** Who owns the streams, under which generation, and what swaps there were. */
  private static String state() {
    return link.west()
        .value(
            "select string_agg(owner || generation, ' ') || (select string_agg(id || step, ' ')"
                + " from baton.handover) from baton.stream");
  }

  private static void awaitOnce(int id) {
    String count = "select count(*) from item where id = " + id;
    await().atMost(PATIENCE).until(() -> link.west().value(count).equals("1"));
  }
}
