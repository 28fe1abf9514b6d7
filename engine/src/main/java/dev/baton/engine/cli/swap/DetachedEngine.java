package dev.baton.engine.cli.swap;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An engine started as a process that outlives this one: in a session of its own where the system
 * has {@code setsid}, so that neither a closed terminal nor its Ctrl-C reaches it. What it prints
 * goes to a file.
 */
final class DetachedEngine {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final int SHOWN_LINES = 10;
  private static final int SHOWN_BYTES = 8_192;
  private static final long END_SECONDS = 12;

  private final Process process;
  private final Path log;
  private final long logBegins;

  private DetachedEngine(Process process, Path log, long logBegins) {
    this.process = process;
    this.log = log;
    this.logBegins = logBegins;
  }

  /**
   * Starts it.
   *
   * @param command the program and its arguments
   * @param log gets what it prints, after what is in it already
   */
  static DetachedEngine start(List<String> command, Path log) {
    List<String> detached = new ArrayList<>();
    setsid().ifPresent(detached::add);
    detached.addAll(command);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      long logBegins = Files.exists(log) ? Files.size(log) : 0;
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      if (Files.exists(NOTHING)) {
        builder.redirectInput(NOTHING.toFile());
      }
      builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
      return new DetachedEngine(builder.start(), log, logBegins);
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "the new engine cannot be started: "
              + e.getMessage()
              + ". Its command is "
              + String.join(" ", command),
          e);
    }
  }

  private static Optional<String> setsid() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "setsid"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended. */
  int exitCode() {
    return process.exitValue();
  }

  Path log() {
    return log;
  }

  long pid() {
    return process.pid();
  }

  /** The last that it printed, and where to read the rest; several lines. */
  String lastWords() {
    return "its log %s ends:%n  %s"
        .formatted(log, String.join(System.lineSeparator() + "  ", lastLines()));
  }

  private List<String> lastLines() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(logBegins, file.length() - SHOWN_BYTES));
      byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    } catch (IOException e) {
      return List.of("(its log " + log + " cannot be read: " + e.getMessage() + ")");
    }
  }

  /** Ends it; waits a while until it has gone. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Waits until it has ended; answers whether it has. */
  boolean awaitEnd(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }
}
