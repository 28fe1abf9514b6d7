package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.engine.cli.control.EngineControl;
import dev.baton.engine.cli.control.EngineControl.Outcome;
import dev.baton.engine.cli.control.EngineControl.Wanted;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code baton stop}: ends the running engine, or one stream of it. */
@Command(
    name = "stop",
    description =
        "Ends the running engine, wherever it runs: it applies what is in hand, commits and exits. With --stream it ends only that stream until it is resumed.",
    footer = {
      "",
      "Exits 0 also when no engine runs: what was asked for is so.",
      "",
      "Examples:",
      "  baton stop -c shop.yaml",
      "  baton stop -c shop.yaml --stream 'east->west'"
    })
final class StopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;
  @Mixin private ControlOptions control;

  @Override
  public Integer call() throws InterruptedException {
    if (control.stream().isPresent()) {
      return control.apply(link, Wanted.STOPPED);
    }
    Settings settings = link.settings();
    PrintWriter out = spec.commandLine().getOut();
    try (EngineControl engine = new EngineControl(settings, ControlOptions.PATIENCE)) {
      Outcome outcome = engine.stopEngine();
      switch (outcome) {
        case DONE -> out.println("the engine of link " + settings.link() + " has stopped");
        case NO_ENGINE -> out.println("no engine runs on link " + settings.link());
      }
    }
    return ExitCode.DONE;
  }
}
