package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.program.JmxClient;
import dev.baton.it.program.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.management.JMException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Swaps between two releases of the packaged program that share one settings file, and with it the
 * JMX port: it goes to the engine that takes over.
 */
class ReleaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> TABLES = List.of("public.item");
  private static final String OTHER = "98.7.6";
  @AutoClose private static LinkFixture link;
  @TempDir private static Path folder;
  private static int jmxPort;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TABLES);
    link.executeAtBoth("create table item (id int primary key)");
    jmxPort = JmxClient.freePort();
    link.configure(
            settings ->
                settings
                    .withEngineKey("heartbeat-interval", "1s")
                    .withEngineKey("jmx", "{ port: " + jmxPort + ", bind: 127.0.0.1 }"))
        .provision();
  }

  @Test
  void anotherReleaseTakesOverAndIsReplacedWhenAskedOverJmx() throws IOException, JMException {
    Path other = folder.resolve("other");
    PackagedProgram.copyAs(OTHER, other);
    Path report = folder.resolve("report.json");
    try (DetachedEngines detached = new DetachedEngines();
        EngineProcess blue = EngineProcess.packaged(link.settingsFile(), folder.resolve("cache"))) {
      String version = version("blue");
      BatonProgram.Result result =
          swapToGreen("--engine-home", other.toString(), "--report", report.toString(), "--json");
      detached.told(result);
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(blue.awaitEnd(PATIENCE)).as(blue.tail()).isZero();
      assertThat(version("green")).isEqualTo(OTHER).isNotEqualTo(version);
      assertThat(Files.readString(report)).contains(OTHER, version);

      JmxClient.awaitEngine(jmxPort, "green", PATIENCE);
      try (JmxClient jmx = JmxClient.connect(jmxPort)) {
        Object answer = jmx.invoke("Handover", "requestSwap", "blue");
        assertThat(answer.toString()).contains("engine blue starts to take link shop over");
      }
      await("both streams to be blue's").atMost(PATIENCE).until(() -> bothStreamsAre("blue"));
      detached.registeredAt(link);
      JmxClient.awaitEngine(jmxPort, "blue", PATIENCE);
      link.east().executeAsApp("insert into item values (1)");
      Equality.await(link.east(), link.west(), TABLES, PATIENCE);
    }
  }

  @Test
  void aReleaseOfAnotherProtocolIsRefusedBeforeAnythingIsTouched() throws IOException {
    Path strange = folder.resolve("strange");
    Path launcher = PackagedProgram.launcher(strange);
    Files.createDirectories(launcher.getParent());
    Files.writeString(launcher, "#!/bin/sh\necho baton 99.0.0\necho protocol 99\n");
    launcher.toFile().setExecutable(true);
    long swaps = link.west().number("select count(*) from baton.handover");
    try (EngineProcess blue = link.engine()) {
      BatonProgram.Result result = swapToGreen("--engine-home", strange.toString());
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
      assertThat(result.err()).contains("Baton 99.0.0", "version 99", "nothing was touched");
      BatonProgram.Result none = swapToGreen("--engine-home", folder.toString());
      assertThat(none.exitCode()).as(none.toString()).isNotZero();
      assertThat(none.err()).contains("holds no bin/baton");
      blue.assertAlive();
    }
    assertThat(link.west().number("select count(*) from baton.handover")).isEqualTo(swaps);
  }

  private static BatonProgram.Result swapToGreen(String... options) {
    Stream<String> swap = Stream.of("swap", "-c", link.settingsFile().toString(), "--to", "green");
    return BatonProgram.run(Stream.concat(swap, Stream.of(options)).toArray(String[]::new));
  }

  private static String version(String engine) {
    return link.west().value("select version from baton.engine where engine = '" + engine + "'");
  }

  private static boolean bothStreamsAre(String engine) {
    String owners = "select string_agg(distinct owner, ',') from baton.stream";
    return link.sites().stream().allMatch(site -> site.value(owners).equals(engine));
  }
}
