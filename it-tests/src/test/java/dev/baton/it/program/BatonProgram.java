package dev.baton.it.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The real program as a child process: this JVM's java and class path, without the tests. */
public final class BatonProgram {

  /**
   * What a verb that ended has left.
   *
   * @param exitCode the process's exit code
   * @param out standard output
   * @param err standard error
   */
  public record Result(int exitCode, String out, String err) {
    @Override
    public String toString() {
      return "exit code " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err;
    }
  }

  /** The launcher's own flags, for every verb: what is measured here is what ships. */
  public static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1");

  /** The launcher's flags for an engine whose heap nobody else has sized. */
  public static final List<String> HEAP = List.of("-Xms512m", "-XX:NewRatio=1");

  /** The launcher's flags for an engine where the system lets programs ask for large pages. */
  public static final List<String> LARGE_PAGES = List.of("-XX:+UseTransparentHugePages");

  /** Says whether it does. */
  public static final Path LARGE_PAGES_ALLOWED =
      Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private static final String MAIN = "dev.baton.engine.cli.Baton";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private BatonProgram() {}

  /** Runs a verb to its end. */
  public static Result run(String... arguments) {
    try {
      Path out = Files.createTempFile("baton-out-", ".txt");
      Path err = Files.createTempFile("baton-err-", ".txt");
      try {
        Process process =
            command(List.of(), Arrays.asList(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "baton %s did not end within %s:\n%s\n%s"
                  .formatted(
                      String.join(" ", arguments),
                      PATIENCE,
                      Files.readString(out),
                      Files.readString(err)));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a verb ran", e);
    }
  }

  /** Runs a verb that must do its job. */
  public static String done(String... arguments) {
    Result result = run(arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError("baton " + String.join(" ", arguments) + " ended with " + result);
    }
    return result.out();
  }

  /** How a verb is started as a process of its own. */
  public static ProcessBuilder command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("--enable-native-access=ALL-UNNAMED");
    if (arguments.getFirst().equals("run")) {
      command.addAll(engineFlags(jvmOptions));
    }
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", productClassPath(), MAIN));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private static List<String> engineFlags(List<String> jvmOptions) {
    List<String> flags = new ArrayList<>();
    if (isLargePagesAllowed()) {
      flags.addAll(LARGE_PAGES);
    }
    if (jvmOptions.stream().noneMatch(option -> option.startsWith("-Xm"))) {
      flags.addAll(HEAP);
    }
    return flags;
  }

  private static boolean isLargePagesAllowed() {
    try {
      return Files.isReadable(LARGE_PAGES_ALLOWED)
          && !Files.readString(LARGE_PAGES_ALLOWED).contains("[never]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tests' own classes and their logging stay out: the program is to run as it is shipped. */
  private static String productClassPath() {
    String tests =
        Path.of(BatonProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    String separator = System.getProperty("path.separator");
    return Arrays.stream(System.getProperty("java.class.path").split(separator))
        .filter(entry -> !Path.of(entry).toString().equals(tests))
        .collect(Collectors.joining(separator));
  }
}
