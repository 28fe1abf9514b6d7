package dev.baton.it.program;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code baton run} as a process of its own, to be frozen and killed. All it prints goes to a file
 * under {@code target/engine-output}, whose end is part of every failure told here.
 */
public final class EngineProcess implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final int SHOWN_LINES = 80;

  private final Process process;
  private final Path output;

  private EngineProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the engine and returns at once.
   *
   * @param jvmOptions such as {@code -Xmx256m}
   * @param more further options of {@code run}
   */
  public static EngineProcess launch(Path settings, List<String> jvmOptions, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", "-c", settings.toString()));
    arguments.addAll(List.of(more));
    return launch(BatonProgram.command(jvmOptions, arguments));
  }

  private static EngineProcess launch(ProcessBuilder command) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "engine-output"));
      Path output =
          folder.resolve(
              "%s-%03d.log".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
      Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      return new EngineProcess(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the engine and returns once its streams flow. */
  public static EngineProcess streaming(Path settings, List<String> jvmOptions) {
    return streaming(launch(settings, jvmOptions));
  }

  /** Starts the packaged engine and returns once its streams flow. */
  public static EngineProcess packaged(Path settings) {
    return streaming(launch(packagedRun(settings)));
  }

  /**
   * The same.
   *
   * @param cache where its launcher, and those of the engines it starts, keep what they load
   */
  public static EngineProcess packaged(Path settings, Path cache) {
    ProcessBuilder run = packagedRun(settings);
    run.environment().put("XDG_CACHE_HOME", cache.toString());
    return streaming(launch(run));
  }

  private static ProcessBuilder packagedRun(Path settings) {
    String launcher = PackagedProgram.launcher(PackagedProgram.home()).toString();
    return new ProcessBuilder(launcher, "run", "-c", settings.toString());
  }

  /**
   * Starts an engine that can write no file larger than a limit, as on a disk that is full; returns
   * once its streams flow.
   *
   * @param mostKibibytes of one file; what the engine prints counts too
   */
  public static EngineProcess withSmallDisk(Path settings, int mostKibibytes) {
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add("ulimit -f " + mostKibibytes + "; exec \"$@\"");
    command.add("engine");
    command.addAll(
        BatonProgram.command(List.of(), List.of("run", "-c", settings.toString())).command());
    return streaming(launch(new ProcessBuilder(command)));
  }

  private static EngineProcess streaming(EngineProcess engine) {
    try {
      engine.awaitStreaming();
    } catch (RuntimeException | AssertionError e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  /** Waits until it says that its streams flow; fails when it ends before. */
  public void awaitStreaming() {
    awaitOutput(" is streaming ");
  }

  /** Waits until it has printed something; fails when it ends before. */
  public void awaitOutput(String text) {
    try {
      await()
          .atMost(START_PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> output().contains(text) || !process.isAlive());
    } catch (RuntimeException e) {
      throw new AssertionError("the engine does not say '" + text + "'\n" + tail(), e);
    }
    if (!output().contains(text)) {
      throw new AssertionError(
          "the engine ended with "
              + process.exitValue()
              + " and never said '"
              + text
              + "'\n"
              + tail());
    }
  }

  /** Kills it and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /** Asks it to end; returns the exit code. */
  public int terminate() {
    Signal.TERM.send(process.pid());
    return awaitEnd(Duration.ofSeconds(15));
  }

  /** Freezes it. */
  public void freeze() {
    Signal.STOP.send(process.pid());
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    Signal.CONT.send(process.pid());
  }

  /** Waits for it to end by itself; returns the exit code. */
  public int awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the engine did not end within " + patience + "\n" + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the engine", e);
    }
    return process.exitValue();
  }

  /** Fails, with the end of its output, unless it runs. */
  public void assertAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the engine ended with " + process.exitValue() + "\n" + tail());
    }
  }

  /** The process, also for one that outlives this object. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has printed, both streams together. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines it printed, and where the rest is. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return "--- "
        + output
        + "\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    kill();
  }
}
