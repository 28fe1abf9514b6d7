package dev.baton.engine.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command that starts this program again: the launcher where there is one, else this JVM's own
 * java and class path. Either way the process started is the JVM itself, so its id is the engine's.
 */
final class ThisProgram {
  private static final String MAIN = "dev.baton.engine.cli.Baton";

  private ThisProgram() {}

  static ProcessBuilder with(List<String> arguments) {
    Optional<Path> home = Optional.ofNullable(System.getProperty("baton.home")).map(Path::of);
    List<String> command = new ArrayList<>();
    if (home.isPresent()) {
      command.add(home.get().resolve("bin").resolve("baton").toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-XX:+UseSerialGC");
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(MAIN);
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
