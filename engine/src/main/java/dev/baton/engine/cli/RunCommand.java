package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.engine.cli.program.NamedEngine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton run}: the long-running engine. */
@Command(
    name = "run",
    description =
        "Runs the engine of a link until it is told to end. It takes the link when no other engine has it, and says so in one line once every stream flows.",
    footer = {
      "",
      "SIGTERM, SIGINT and 'baton stop' end it: what is in hand is applied and committed; exits 0.",
      "Exits 4 when another engine owns a stream.",
      "",
      "Examples:",
      "  baton run -c shop.yaml",
      "  baton run -c shop.yaml --engine green 2> green.log",
      "  baton run -c shop.yaml --engine green --take-over --deadline 5m --on-deadline wait",
      "  baton run -c shop.yaml --engine green --take-over --mode fence",
      "  baton run -c shop.yaml --engine green --standby     takes over when the owner is gone"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @Option(
      names = "--engine",
      paramLabel = "ID",
      description = "the engine's id, instead of engine.id of the settings")
  private String id;

  @Option(
      names = "--take-over",
      description =
          "take the link from the engine that runs it, without a stop and by the token protocol, and stay")
  private boolean takeOver;

  @Option(
      names = "--standby",
      description =
          "wait beside the engine that runs the link, and take over when it is gone; says for whom it waits")
  private boolean standby;

  @Mixin private TermsOptions terms;

  @Override
  public Integer call() throws InterruptedException {
    Settings read = link.settings();
    Settings settings = id == null ? read : named(read);
    EngineHost host = new EngineHost(spec.commandLine().getOut(), link.file());
    if (standby && takeOver) {
      throw new ParameterException(
          spec.commandLine(), "--standby waits, --take-over does not: give one of them");
    }
    if (standby) {
      return host.standBy(settings);
    }
    return takeOver ? host.takeOver(settings, terms.over(settings.swap())) : host.run(settings);
  }

  private Settings named(Settings settings) {
    return NamedEngine.in(settings, id)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--engine is '%s'; %s".formatted(id, NamedEngine.EXPECTED)));
  }
}
