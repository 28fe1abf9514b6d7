package dev.baton.it.link;

import static org.awaitility.Awaitility.await;

import dev.baton.it.fault.FaultProxy;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.io.FileUtils;

/**
 * Two sites, east and west, a proxy before each for the engine to go through, and the settings of a
 * link between them. One for a test class; tests share it one after the other.
 */
public final class LinkFixture implements AutoCloseable {

  private final PostgresSite east;
  private final PostgresSite west;
  private final FaultProxy eastProxy;
  private final FaultProxy westProxy;
  private final Path folder;
  private LinkSettings settings;

  private LinkFixture(Map<String, String> serverConfig, List<String> tables) {
    east = PostgresSite.start("east", serverConfig);
    west = PostgresSite.start("west", serverConfig);
    eastProxy = FaultProxy.before(east.port());
    westProxy = FaultProxy.before(west.port());
    folder = temporaryFolder();
    settings = LinkSettings.of(Map.of("east", eastProxy.port(), "west", westProxy.port()), tables);
  }

  /** Two running, empty sites and settings that replicate some tables both ways. */
  public static LinkFixture start(List<String> tables) {
    return start(Map.of(), tables);
  }

  /** As {@link #start(List)}, with server settings of its own. */
  public static LinkFixture start(Map<String, String> serverConfig, List<String> tables) {
    return new LinkFixture(serverConfig, tables);
  }

  public PostgresSite east() {
    return east;
  }

  public PostgresSite west() {
    return west;
  }

  public List<PostgresSite> sites() {
    return List.of(east, west);
  }

  public FaultProxy eastProxy() {
    return eastProxy;
  }

  public FaultProxy westProxy() {
    return westProxy;
  }

  /** Runs statements at both sites as the applications' role. */
  public void executeAtBoth(String... statements) {
    sites().forEach(site -> site.executeAsApp(statements));
  }

  /** Changes the settings for what is written from now on. */
  public LinkFixture configure(UnaryOperator<LinkSettings> change) {
    settings = change.apply(settings);
    return this;
  }

  /** Writes the settings file and tells where. */
  public Path settingsFile() {
    return settingsFile(settings);
  }

  /** Writes a settings file of its own and tells where. */
  public Path settingsFile(LinkSettings text) {
    return write(text.engine() + ".yaml", text.yaml(folder.resolve(text.engine()).toString()));
  }

  /** The settings as they stand. */
  public LinkSettings settings() {
    return settings;
  }

  /** Writes a file into the link's folder. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Brings both sites into the link, by the program. */
  public LinkFixture provision() {
    BatonProgram.done("provision", "-c", settingsFile().toString());
    return this;
  }

  /** Removes every trace of the link, by the program. */
  public void deprovision() {
    BatonProgram.done("deprovision", "-c", settingsFile().toString());
  }

  /** Starts the engine; returns once its streams flow. */
  public EngineProcess engine(String... jvmOptions) {
    return EngineProcess.streaming(settingsFile(), List.of(jvmOptions));
  }

  /**
   * Starts an engine that must meet an error, and tells it: what the program printed if it ended,
   * else what the failed stream reports.
   *
   * @param code the error's code, to wait for
   */
  public String startError(String code) {
    String query =
        "select last_error from baton.stream_status where state = 'FAILED' and last_error like '%s%%'"
            .formatted(code);
    try (EngineProcess engine = EngineProcess.launch(settingsFile(), List.of())) {
      await("the engine or a stream of it to fail with " + code)
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  !engine.isAlive()
                      || sites().stream().anyMatch(site -> site.find(query).isPresent()));
      return engine.isAlive()
          ? sites().stream().flatMap(site -> site.find(query).stream()).findFirst().orElseThrow()
          : engine.output();
    }
  }

  /** The slot a stream reads from. */
  public String slot(String stream) {
    return target(stream).value("select slot from baton.stream where stream = '" + stream + "'");
  }

  /** The site a stream reads. */
  public PostgresSite source(String stream) {
    return stream.startsWith("east") ? east : west;
  }

  /** The site a stream writes. */
  public PostgresSite target(String stream) {
    return stream.startsWith("east") ? west : east;
  }

  /** Waits until a query gives that value at both sites. */
  public void awaitAtBoth(String what, String query, String value, Duration patience) {
    await(what)
        .atMost(patience)
        .until(() -> sites().stream().allMatch(site -> site.value(query).equals(value)));
  }

  /** Waits until a query gives the same value at both sites, and tells it. */
  public String awaitSame(String query, Duration patience) {
    await("the same answer at both sites to: " + query)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> east.find(query).equals(west.find(query)));
    return east.value(query);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("baton-link-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    eastProxy.close();
    westProxy.close();
    east.close();
    west.close();
    FileUtils.deleteQuietly(folder.toFile());
  }
}
