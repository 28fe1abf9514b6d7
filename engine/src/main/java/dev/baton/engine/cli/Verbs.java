package dev.baton.engine.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program's verbs. */
final class Verbs {
  private static final List<Class<?>> ALL =
      List.of(
          DemoCommand.class,
          ProvisionCommand.class,
          DeprovisionCommand.class,
          RunCommand.class,
          SwapCommand.class,
          StatusCommand.class,
          VerifyCommand.class,
          PauseCommand.class,
          ResumeCommand.class,
          StopCommand.class,
          HelpCommand.class);

  private Verbs() {}

  /**
   * The verbs that can be meant: the one that the first argument names, else all. To describe a
   * verb to the parser takes longer than most of them run.
   */
  static List<Class<?>> of(String... arguments) {
    return Stream.of(arguments)
        .findFirst()
        .flatMap(first -> ALL.stream().filter(verb -> isCalled(verb, first)).findFirst())
        .filter(verb -> verb != HelpCommand.class)
        .<List<Class<?>>>map(List::of)
        .orElse(ALL);
  }

  private static boolean isCalled(Class<?> verb, String name) {
    return verb.getAnnotation(Command.class).name().equals(name);
  }
}
