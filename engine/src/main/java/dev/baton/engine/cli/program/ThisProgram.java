package dev.baton.engine.cli.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command that starts this program again: the launcher where there is one, else this JVM's own
 * java and class path. Either way the process started is the JVM itself, so its id is the engine's.
 */
public final class ThisProgram {
  private static final String MAIN = "dev.baton.engine.cli.Baton";

  private ThisProgram() {}

  /** The program with some arguments, to be started by the caller. */
  public static ProcessBuilder with(List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(arguments));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** The program and its arguments. */
  public static List<String> command(List<String> arguments) {
    Optional<Path> home = Optional.ofNullable(System.getProperty("baton.home")).map(Path::of);
    if (home.isPresent()) {
      return command(home.get(), arguments);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }

  /** A release of the program that is unpacked in a folder, and its arguments. */
  public static List<String> command(Path home, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("baton").toString());
    command.addAll(arguments);
    return command;
  }
}
