package dev.baton.engine.cli;

import dev.baton.config.EngineSettings;
import dev.baton.config.Settings;
import dev.baton.engine.swap.SwapTerms;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
      "  baton run -c shop.yaml --engine green 2> green.log"
    })
final class RunCommand implements Callable<Integer> {
  private static final Pattern ENGINE_ID = Pattern.compile("[a-z0-9_]{1,16}");

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
      names = "--shadow",
      paramLabel = "TIME",
      description = "with --take-over: compare both engines' work for so long first, such as 30s")
  private String shadow;

  @Override
  public Integer call() throws InterruptedException {
    Settings read = link.settings();
    Settings settings = id == null ? read : named(read);
    EngineHost host = new EngineHost(spec.commandLine().getOut());
    return takeOver ? host.takeOver(settings, wanted(settings)) : host.run(settings);
  }

  private SwapTerms wanted(Settings settings) {
    SwapTerms terms = SwapTerms.of(settings.swap());
    return shadow == null ? terms : terms.comparedFor(Duration.parse("PT" + shadow).toMillis());
  }

  private Settings named(Settings settings) {
    if (!ENGINE_ID.matcher(id).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--engine is '%s'; 1 to 16 of a-z, 0-9 and _ are expected".formatted(id));
    }
    EngineSettings engine = settings.engine();
    return new Settings(
        settings.link(),
        new EngineSettings(
            id,
            engine.dataDir().resolveSibling(id),
            engine.memoryLimitBytes(),
            engine.heartbeatIntervalMillis(),
            engine.jmx(),
            engine.http()),
        settings.sites(),
        settings.replicate(),
        settings.conflicts(),
        settings.apply(),
        settings.swap(),
        settings.transport());
  }
}
