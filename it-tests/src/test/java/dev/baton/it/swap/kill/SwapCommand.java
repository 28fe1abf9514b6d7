package dev.baton.it.swap.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code baton swap --to ENGINE} as a process that is killed, and the engine that it started. */
final class SwapCommand implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern STARTING = Pattern.compile("\"starting\".*\"pid\":(\\d+)");

  private final Process process;
  private final Path output;

  private SwapCommand(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static SwapCommand start(LinkFixture link, String engine, List<String> terms) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("swap", "-c", link.settingsFile().toString(), "--to", engine, "--json"));
    arguments.addAll(terms);
    try {
      Path output = link.write("swap-" + engine + ".out", "");
      return new SwapCommand(
          BatonProgram.command(List.of(), arguments)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start(),
          output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessHandle> engine() {
    Matcher told = STARTING.matcher(output());
    return told.find() ? ProcessHandle.of(Long.parseLong(told.group(1))) : Optional.empty();
  }

  void assertAlive() {
    assertThat(process.isAlive()).as(output()).isTrue();
  }

  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void assertEngineAlive() {
    assertThat(engine().filter(ProcessHandle::isAlive)).as(output()).isPresent();
  }

  /** Asks the engine to end, and waits. */
  void endEngine() {
    engine().ifPresent(ProcessHandle::destroy);
    awaitEngineEnd();
  }

  void awaitEngineEnd() {
    await("the engine that the command started to end")
        .atMost(PATIENCE)
        .until(() -> engine().filter(ProcessHandle::isAlive).isEmpty());
  }

  @Override
  public void close() {
    kill();
    engine().ifPresent(ProcessHandle::destroyForcibly);
  }
}
