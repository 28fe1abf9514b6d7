package dev.baton.engine.cli;

import dev.baton.engine.cli.demo.Demo;
import dev.baton.engine.cli.demo.DemoEvent;
import dev.baton.engine.cli.demo.DemoJson;
import dev.baton.engine.cli.demo.DemoOptions;
import dev.baton.engine.cli.demo.DemoText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton demo}: the main job on two embedded servers. */
@Command(
    name = "demo",
    description =
        "Starts two embedded PostgreSQL servers, replicates both ways under live traffic on both, kills the engine in the middle, starts it again, and verifies. Nothing is left behind.",
    footer = {
      "",
      "Exits 0 only if both sites are identical, every acknowledged write is on both exactly once,",
      "and no application write failed.",
      "",
      "Examples:",
      "  baton demo",
      "  baton demo --seconds 60 --rate 500",
      "  baton demo --keep --port-base 6001",
      "  baton demo --json | tail -n 1 | jq .passed"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SHORTEST_SECONDS = 2;
  private static final int HIGHEST_RATE = 10_000;
  private static final int HIGHEST_PORT = 65_534;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "how long the applications write (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--port-base",
      paramLabel = "P",
      description = "the servers listen on P and P+1; by default on free ports")
  private int portBase;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "200",
      description = "transactions a second at each site (${DEFAULT-VALUE})")
  private int rate;

  @Option(names = "--keep", description = "leave servers and engine running until Ctrl-C")
  private boolean keep;

  @Option(names = "--json", description = "one JSON object a line; the last is the result")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireBetween("--seconds", seconds, SHORTEST_SECONDS, Integer.MAX_VALUE);
    requireBetween("--rate", rate, 1, HIGHEST_RATE);
    requireBetween("--port-base", portBase, 0, HIGHEST_PORT);
    PrintWriter out = spec.commandLine().getOut();
    Consumer<DemoEvent> listener = json ? new DemoJson(out) : new DemoText(out);
    DemoOptions options = new DemoOptions(Duration.ofSeconds(seconds), portBase, rate, keep);
    return new Demo(options, listener).run().passed() ? ExitCode.DONE : ExitCode.NO;
  }

  private void requireBetween(String option, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new ParameterException(
          spec.commandLine(),
          highest == Integer.MAX_VALUE
              ? "%s is %d; at least %d is expected".formatted(option, value, lowest)
              : "%s is %d; %d to %d is expected".formatted(option, value, lowest, highest));
    }
  }
}
