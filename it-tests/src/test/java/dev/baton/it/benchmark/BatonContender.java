package dev.baton.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Baton with its default settings, both streams running, paused and resumed as an operator does.
 * Owns the engine's process.
 */
final class BatonContender implements Contender, AutoCloseable {

  private static final String STREAM = "east->west";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LinkFixture link;
  private final EngineAge age;
  private final List<String> jvmOptions;
  private EngineProcess engine;

  private BatonContender(LinkFixture link, EngineAge age, List<String> jvmOptions) {
    this.link = link;
    this.age = age;
    this.jvmOptions = jvmOptions;
    this.engine = start();
  }

  /** Starts an engine for a link that is provisioned. */
  static BatonContender run(LinkFixture link, EngineAge age, List<String> jvmOptions) {
    return new BatonContender(link, age, List.copyOf(jvmOptions));
  }

  private EngineProcess start() {
    return link.engine(jvmOptions.toArray(String[]::new));
  }

  @Override
  public String name() {
    return "baton";
  }

  @Override
  public PostgresSite target() {
    return link.west();
  }

  @Override
  public String slot() {
    return link.slot(STREAM);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "engine",
        "defaults",
        "synchronous_commit",
        "off",
        "jvm",
        jvmOptions.isEmpty() ? "defaults" : jvmOptions.toString());
  }

  @Override
  public void halt() {
    BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", STREAM);
    awaitPaused("epoch");
    if (age == EngineAge.JUST_STARTED) {
      engine.terminate();
    }
  }

  @Override
  public void makeReady() {
    if (age == EngineAge.JUST_STARTED) {
      String before = link.west().value("select clock_timestamp()");
      engine = start();
      awaitPaused(before);
    }
  }

  private void awaitPaused(String since) {
    String paused =
        "select count(*) from baton.stream_status where stream = '%s' and state = 'PAUSED' and reported_at > '%s'"
            .formatted(STREAM, since);
    String unread =
        "select count(*) from pg_replication_slots where slot_name = '%s' and not active"
            .formatted(slot());
    await("the pause")
        .atMost(PATIENCE)
        .until(() -> link.west().number(paused) == 1 && link.east().number(unread) == 1);
  }

  /** What 'baton resume' writes, without the time its process takes to start. */
  @Override
  public void go() {
    link.west()
        .execute(
            "update baton.stream set desired_state = 'RUNNING' where stream = '" + STREAM + "'",
            "notify baton_control");
  }

  @Override
  public void assertAlive() {
    engine.assertAlive();
  }

  @Override
  public void close() {
    engine.close();
  }
}
