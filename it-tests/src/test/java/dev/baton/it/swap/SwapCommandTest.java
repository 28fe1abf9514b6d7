package dev.baton.it.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.link.LinkSettings;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.ExactlyOnce;
import dev.baton.it.program.Background;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.program.Signal;
import dev.baton.it.workload.TpcbSchema;
import dev.baton.it.workload.TpcbTraffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verb {@code swap} as its operator meets it. */
class SwapCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static LinkFixture link;

  private DetachedEngines detached;
  private EngineProcess blue;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(TpcbSchema.TABLES);
    link.sites().forEach(TpcbSchema.SMALL::create);
    link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s"));
  }

  @AfterAll
  static void stop() {
    if (link != null) {
      link.close();
    }
  }

  @BeforeEach
  void startBlue() {
    detached = new DetachedEngines();
    link.provision();
    blue = link.engine();
  }

  @AfterEach
  void endAll() {
    blue.close();
    detached.registeredAt(link);
    detached.close();
    link.deprovision();
  }

  @Test
  void aSwapUnderTrafficIsToldStepByStepAndItsReportIsGenuine() throws IOException {
    Path report = link.write("report.json", "");
    TpcbTraffic traffic =
        TpcbTraffic.start(
            TpcbSchema.SMALL, new TpcbTraffic.Load(2, Duration.ofMillis(8), 7), link.sites());
    BatonProgram.Result result =
        swap("--to", "green", "--json", "--deadline", "5m", "--report", report.toString());
    List<JsonNode> events = detached.told(result);
    traffic.stop();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    int blueExit = blue.awaitEnd(PATIENCE);
    Equality.await(link.east(), link.west(), TpcbSchema.TABLES, PATIENCE);

    assertThat(blueExit).as(blue.tail()).isZero();
    assertThat(traffic.failures()).isEmpty();
    ExactlyOnce.check(link.sites(), List.of(traffic));
    JsonNode last = events.getLast();
    assertThat(last.get("event").asText()).isEqualTo("done");
    assertThat(last.get("from").asText()).isEqualTo("blue");
    assertThat(last.get("stallMillis").asDouble()).isBetween(0.0, 5_000.0);
    for (String stream : List.of("east->west", "west->east")) {
      assertThat(steps(events, stream))
          .containsSubsequence("TOKEN", "DRAIN", "CUT", "TAKE_OVER", "CONFIRM", "RETIRE", "DONE");
    }
    assertThat(slots("blue")).isEmpty();
    assertThat(registered("blue")).isFalse();
    assertGenuine(report);
  }

  private static void assertGenuine(Path report) throws IOException {
    String text = Files.readString(report);
    assertThat(text).contains("\"activeTransactions\"", "\"cutPosition\"", "\"last\"", "\"first\"");
    assertThat(check(report)).isZero();
    // Formatted anew it is the same report; with one figure changed it is not.
    assertThat(check(link.write("compact.json", text.replaceAll("\\s*\\n\\s*", "")))).isZero();
    assertThat(check(link.write("forged.json", text.replaceFirst("\"green\"", "\"greem\""))))
        .isEqualTo(1);
    assertThat(check(link.write("unsigned.json", text.replaceFirst("\"signature\"", "\"other\""))))
        .isEqualTo(1);
  }

  private static int check(Path report) {
    return BatonProgram.run(
            "swap", "-c", link.settingsFile().toString(), "--check-report", report.toString())
        .exitCode();
  }

  @Test
  void aDryRunTellsWhatItWouldMeetAndTouchesNothing() throws Exception {
    try (var open = link.east().app();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("update pgbench_branches set bbalance = bbalance where bid = 1");
      BatonProgram.Result result = swap("--to", "green", "--dry-run", "--json");
      JsonNode outlook = detached.told(result).getFirst();

      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(outlook.get("ready").asBoolean()).isTrue();
      assertThat(outlook.get("from").asText()).isEqualTo("blue");
      assertThat(outlook.get("blockers"))
          .anyMatch(one -> one.get("query").asText().contains("pgbench_branches"));
      open.rollback();
    }
    BatonProgram.Result same = swap("--to", "blue", "--dry-run");
    assertThat(same.exitCode()).as(same.toString()).isEqualTo(1);
    assertThat(same.out()).contains("engine blue has the link already");
    assertNothingHappened();
  }

  @Test
  void brokenSettingsOfTheNewEngineLeaveNothing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BatonProgram.Result port =
          swapTo(
              link.settings()
                  .withEngineKey("jmx", "{ port: " + taken.getLocalPort() + ", bind: 127.0.0.1 }"));
      assertThat(port.exitCode()).as(port.toString()).isEqualTo(2);
      assertThat(port.err()).contains("engine.jmx", Integer.toString(taken.getLocalPort()));
    }
    BatonProgram.Result password = swapTo(link.settings().withSiteKey("password", "wrong"));
    assertThat(password.exitCode()).as(password.toString()).isEqualTo(3);
    assertThat(password.err()).contains("AUTHENTICATION");
    BatonProgram.Result invalid = swapTo(link.settings().withEngineKey("memory-limit", "much"));
    assertThat(invalid.exitCode()).as(invalid.toString()).isEqualTo(2);
    assertThat(invalid.err()).contains("engine.memory-limit");
    assertNothingHappened();
  }

  @Test
  void settingsThatDoNotGoTogetherAreRefusedAllAtOnceByTheCommandAndByTheEngine() {
    LinkSettings other = link.settings().withTables("public.pgbench_accounts");
    Path file = link.settingsFile(other.withEngine("green"));
    BatonProgram.Result result = swapTo(other);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains("replicate.tables", "green", "blue");

    try (EngineProcess engine =
        EngineProcess.launch(file, List.of(), "--engine", "green", "--take-over")) {
      assertThat(engine.awaitEnd(PATIENCE)).as(engine.tail()).isEqualTo(1);
      assertThat(engine.output()).contains("replicate.tables", "REFUSED");
    }
    assertNothingHappened();
  }

  @Test
  void mistakesInTheCommandAreNamed() {
    assertMistake("--from", swap("--to", "green", "--from", "goldengate"));
    assertMistake("already", swap("--to", "blue"));
    assertMistake("--to", swap("--to", "Green!"));
    assertMistake("--deadline", swap("--to", "green", "--deadline", "soon"));
    assertMistake("--to", swap());
    assertMistake("exclusive", swap("--to", "green", "--abort"));
    assertThat(swap("--abort").exitCode()).isEqualTo(1);
    assertThat(swap("--resume").exitCode()).isEqualTo(1);
    assertNothingHappened();
  }

  private static void assertMistake(String named, BatonProgram.Result result) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains(named).doesNotContain("\tat ");
  }

  @Test
  void ofTwoSwapsAtOnceOneWinsAndTheOtherIsToldWhoHoldsTheLink() {
    var green = inBackground("--to", "green", "--json", "--deadline", "5m");
    var red = inBackground("--to", "red", "--json", "--deadline", "5m");
    List<BatonProgram.Result> results = List.of(green.join(), red.join());
    results.forEach(detached::told);

    assertThat(results)
        .as(results.toString())
        .extracting(BatonProgram.Result::exitCode)
        .containsExactlyInAnyOrder(0, 1);
    String winner = results.getFirst().exitCode() == 0 ? "green" : "red";
    BatonProgram.Result loser = results.get(winner.equals("green") ? 1 : 0);
    assertThat(loser.out() + loser.err())
        .containsPattern("swap \\d+ from engine blue to engine " + winner + " holds|came first");
    assertThat(slots(winner.equals("green") ? "red" : "green")).isEmpty();
    assertThat(blue.awaitEnd(PATIENCE)).isZero();
  }

  @Test
  void anInterruptedCommandLeavesTheSwapToGoOn() throws Exception {
    blue.freeze();
    Path said = link.write("interrupted.txt", "");
    Process command = swapByHand(said, "--to", "green", "--json", "--deadline", "5m");
    try {
      await().atMost(PATIENCE).until(() -> step("east->west").equals("CUT"));
      Signal.INT.send(command.pid());
      String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      BatonProgram.Result result =
          new BatonProgram.Result(command.waitFor(), out, Files.readString(said));
      detached.told(result);

      assertThat(result.exitCode()).as(result.toString()).isEqualTo(130);
      assertThat(result.err()).contains("the swap goes on without this command");
    } finally {
      command.destroyForcibly();
      blue.thaw();
    }
    assertThat(blue.awaitEnd(PATIENCE)).as(blue.tail()).isZero();
    assertStreams("green");
  }

  /** Hears Ctrl-C also where this process was started in the background and does not. */
  private static Process swapByHand(Path err, String... options) throws IOException {
    ProcessBuilder command = BatonProgram.command(List.of(), arguments(options));
    List<String> heard = new ArrayList<>(List.of("env", "--default-signal=INT"));
    heard.addAll(command.command());
    return command.command(heard).redirectError(err.toFile()).start();
  }

  @Test
  void anAbortAfterTheNewEngineDiedBeforeTheCutLeavesNothing() {
    dieAtTheCut();
    BatonProgram.Result result = swap("--abort", "--json");
    List<JsonNode> events = detached.told(result);

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(events.getLast().get("event").asText()).isEqualTo("aborted");
    assertThat(slots("green")).isEmpty();
    assertThat(registered("green")).isFalse();
    blue.thaw();
    assertThat(swap("--abort").exitCode()).as("nothing left to abort").isEqualTo(1);
    assertStreams("blue");
  }

  @Test
  void aSwapWhoseNewEngineWasKilledIsGoneOnWith() {
    dieAtTheCut();
    var resumed = inBackground("--resume", "--json");
    await().atMost(PATIENCE).until(() -> registered("green"));
    blue.thaw();
    BatonProgram.Result result = resumed.join();
    detached.told(result);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(blue.awaitEnd(PATIENCE)).as(blue.tail()).isZero();
    assertThat(slots("blue")).isEmpty();
    assertStreams("green");
    assertThat(swap("--resume").exitCode()).as("nothing left to go on with").isZero();
  }

  /** A frozen owner cannot hand over: the swap stands at the cut when its new engine is killed. */
  private void dieAtTheCut() {
    blue.freeze();
    try (EngineProcess green =
        EngineProcess.launch(
            link.settingsFile(),
            List.of(),
            "--engine",
            "green",
            "--take-over",
            "--deadline",
            "5m")) {
      await().atMost(PATIENCE).until(() -> step("east->west").equals("CUT") || !green.isAlive());
      green.assertAlive();
    }
  }

  @Test
  void whileItIsToBeConfirmedAnAbortTakesTheWayBack() {
    var swapping = inBackground("--to", "green", "--json", "--deadline", "5m", "--confirm", "10m");
    await()
        .atMost(PATIENCE)
        .until(() -> step("east->west").equals("CONFIRM") && step("west->east").equals("CONFIRM"));
    JsonNode handover = status().get("handover");
    assertThat(handover.get("step").asText()).isEqualTo("CONFIRM");
    assertThat(handover.get("streams").get("west->east").asText()).isEqualTo("CONFIRM");
    BatonProgram.Result back = swap("--abort", "--json");
    BatonProgram.Result result = swapping.join();
    detached.told(result);

    assertThat(back.exitCode()).as(back.toString()).isEqualTo(1);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    blue.assertAlive();
    assertStreams("blue");
    assertThat(slots("green")).isEmpty();
    await().atMost(PATIENCE).until(() -> !detached.anyAlive());
    assertThat(status().get("handover").isNull()).isTrue();
  }

  @Test
  void aNewEngineTakesALinkThatNobodyHasAtOnce() {
    assertThat(blue.terminate()).isZero();
    BatonProgram.Result result = swap("--to", "green", "--json");
    List<JsonNode> events = detached.told(result);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(events.getLast().get("sentence").asText()).contains("no engine had link shop");
    assertStreams("green");
  }

  private void assertNothingHappened() {
    assertThat(slots("green")).isEmpty();
    assertThat(registered("green")).isFalse();
    link.sites()
        .forEach(
            site -> assertThat(site.value("select count(*) from baton.handover")).isEqualTo("0"));
    blue.assertAlive();
  }

  private static void assertStreams(String engine) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (JsonNode stream : status().get("streams")) {
                assertThat(stream.get("owner").asText()).isEqualTo(engine);
                assertThat(stream.get("state").asText()).isEqualTo("STREAMING");
              }
            });
  }

  private static JsonNode status() {
    return new DetachedEngines()
        .told(BatonProgram.run("status", "-c", link.settingsFile().toString(), "--json"))
        .getFirst();
  }

  private static BatonProgram.Result swapTo(LinkSettings settings) {
    return swap(
        "--to", "green", "--to-config", link.settingsFile(settings.withEngine("green")).toString());
  }

  private static BatonProgram.Result swap(String... options) {
    return BatonProgram.run(arguments(options).toArray(String[]::new));
  }

  private static List<String> arguments(String... options) {
    List<String> arguments = new ArrayList<>(List.of("swap", "-c", link.settingsFile().toString()));
    arguments.addAll(Arrays.asList(options));
    return arguments;
  }

  private static CompletableFuture<BatonProgram.Result> inBackground(String... options) {
    return CompletableFuture.supplyAsync(() -> swap(options), Background.EXECUTOR);
  }

  private static List<String> steps(List<JsonNode> events, String stream) {
    return events.stream()
        .filter(event -> event.path("stream").asText().equals(stream))
        .map(event -> event.get("step").asText())
        .toList();
  }

  private static String step(String stream) {
    return link.target(stream)
        .find(
            "select step from baton.handover where stream = '%s' order by id desc limit 1"
                .formatted(stream))
        .orElse("");
  }

  private static List<String> slots(String engine) {
    return link.sites().stream()
        .flatMap(
            site ->
                site
                    .find(
                        "select string_agg(slot_name, ',') from pg_replication_slots"
                            + " where slot_name like 'baton_shop_"
                            + engine
                            + "%'")
                    .stream())
        .toList();
  }

  private static boolean registered(String engine) {
    return link.sites().stream()
        .anyMatch(
            site ->
                site.find("select engine from baton.engine where engine = '" + engine + "'")
                    .isPresent());
  }
}
