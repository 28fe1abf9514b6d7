package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.engine.cli.control.EngineControl;
import dev.baton.engine.cli.control.EngineControl.Outcome;
import dev.baton.engine.cli.control.EngineControl.Wanted;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What {@code pause}, {@code resume} and {@code stop} have in common. */
final class ControlOptions {
  /** How long an engine may take to do as it is told. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--stream", paramLabel = "S", description = "one stream, as 'east->west'")
  private String stream;

  Optional<String> stream() {
    return Optional.ofNullable(stream);
  }

  /** Asks the streams meant for what is wanted, tells of each, and returns the exit code. */
  int apply(LinkOptions link, Wanted wanted) throws InterruptedException {
    Settings settings = link.settings();
    List<StreamName> meant =
        stream()
            .map(one -> List.of(link.stream(settings, one)))
            .orElse(settings.replicate().streams());
    PrintWriter out = command.commandLine().getOut();
    int exitCode = ExitCode.DONE;
    try (EngineControl engine = new EngineControl(settings, PATIENCE)) {
      for (StreamName one : meant) {
        Outcome outcome = engine.ask(one, wanted);
        out.println(one + " " + sentence(outcome, wanted));
        if (outcome == Outcome.NO_ENGINE && wanted == Wanted.RUNNING) {
          exitCode = ExitCode.NO;
        }
      }
    }
    return exitCode;
  }

  private static String sentence(Outcome outcome, Wanted wanted) {
    String now =
        switch (wanted) {
          case RUNNING -> "is streaming";
          case PAUSED -> "is paused";
          case STOPPED -> "is stopped";
        };
    return switch (outcome) {
      case DONE -> now;
      case NO_ENGINE ->
          wanted == Wanted.RUNNING
              ? "has no engine that could go on; start one with 'baton run'"
              : now + ": no engine runs, and the next one finds it so";
    };
  }
}
