package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.it.program.PackagedProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code baton swap} of the packaged program, as an operator calls it. One thread. */
final class PackagedSwap {
  private static final long LONGEST_SECONDS = 120;

  private PackagedSwap() {}

  /**
   * Swaps to an engine and returns once the command has ended well.
   *
   * @return the new engine's process
   */
  static ProcessHandle to(String engine, Path settings) throws IOException, InterruptedException {
    Process command =
        new ProcessBuilder(launcher(), "swap", "-c", settings.toString(), "--to", engine, "--json")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long pid = 0;
    String last = "";
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader output = command.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        JsonNode event = json.readTree(line);
        pid = event.path("event").asText().equals("starting") ? event.path("pid").asLong() : pid;
        last = line;
      }
    }
    assertThat(command.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as(last).isTrue();
    assertThat(command.exitValue()).as(last).isZero();
    return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("no new engine runs"));
  }

  /**
   * Looks at the link, as an operator does before a swap. The first command of an installation also
   * keeps its classes for the next, for some seconds after it has done its work.
   */
  static void look(Path settings) throws IOException, InterruptedException {
    Process status =
        new ProcessBuilder(launcher(), "status", "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(status.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(status.exitValue()).isZero();
  }

  private static String launcher() {
    return PackagedProgram.launcher(PackagedProgram.home()).toString();
  }
}
