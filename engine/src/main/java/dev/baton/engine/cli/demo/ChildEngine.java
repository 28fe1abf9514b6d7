package dev.baton.engine.cli.demo;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.cli.program.ThisProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine as a process of its own: {@code baton run} on a settings file. Any thread. Closing it
 * ends the process at once, as a crash would, when it still runs.
 */
public final class ChildEngine implements AutoCloseable {
  private static final int LAST_LINES = 15;

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> streaming = new CompletableFuture<>();

  private ChildEngine(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofVirtual().name("engine-output-" + process.pid()).start(this::listen);
  }

  /**
   * Starts the engine and returns at once.
   *
   * @param log where its standard error goes, after what is there already
   * @param options of {@code run}, beside the settings file
   */
  public static ChildEngine start(Path settings, Path log, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", "-c", settings.toString()));
    arguments.addAll(List.of(options));
    try {
      return new ChildEngine(
          ThisProgram.with(arguments)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start(),
          log);
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.INTERNAL, "the engine's process cannot be started: " + e.getMessage(), e);
    }
  }

  private void listen() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains(" is streaming ")) {
          streaming.complete(line);
        }
      }
    } catch (IOException e) {
      streaming.completeExceptionally(e);
    }
    streaming.completeExceptionally(new IOException("the engine's process ended"));
  }

  /**
   * Waits for the line with which an engine says that every stream flows, and returns it.
   *
   * @throws BatonException with the end of the engine's log when it ended or took too long
   */
  public String awaitStreaming(Duration longest) throws InterruptedException {
    try {
      return streaming.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Its output ends a moment before the process does.
      process.waitFor(1, TimeUnit.SECONDS);
      throw new BatonException(
          ErrorCode.INTERNAL,
          "the engine does not stream (%s); the end of its log:%n%s"
              .formatted(
                  process.isAlive() ? "it still starts" : "it exited " + process.exitValue(),
                  lastLines()),
          e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it with SIGKILL and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /**
   * Waits until it has ended by itself and returns its exit code.
   *
   * @throws BatonException when it still runs after that long; it runs on
   */
  public int awaitEnd(Duration longest) throws InterruptedException {
    if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new BatonException(
          ErrorCode.INTERNAL,
          "the engine still runs %d s after its streams went to another; the end of its log:%n%s"
              .formatted(longest.toSeconds(), lastLines()));
    }
    return process.exitValue();
  }

  /** The end of what the engine logged. */
  public String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
