package dev.baton.engine.cli.swap;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An engine started as a process that outlives this one: in a session of its own where the system
 * has {@code setsid}, so that neither a closed terminal nor its Ctrl-C reaches it. What it prints
 * goes to a file.
 */
final class DetachedEngine {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final int SHOWN_LINES = 10;

  private final Process process;
  private final Path log;

  private DetachedEngine(Process process, Path log) {
    this.process = process;
    this.log = log;
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
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      if (Files.exists(NOTHING)) {
        builder.redirectInput(NOTHING.toFile());
      }
      builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
      return new DetachedEngine(builder.start(), log);
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

  /** The last it printed. */
  List<String> lastLines() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return all.subList(Math.max(0, all.size() - SHOWN_LINES), all.size());
    } catch (IOException e) {
      return List.of("(its log " + log + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
