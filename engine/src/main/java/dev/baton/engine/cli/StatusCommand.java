package dev.baton.engine.cli;

import dev.baton.engine.cli.control.LinkStatus;
import dev.baton.engine.cli.text.Terminal;
import dev.baton.engine.jmx.StatusJson;
import dev.baton.engine.stream.StatusReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code baton status}: engines, streams and their lag, read from the sites. */
@Command(
    name = "status",
    description = "Shows engines, streams and their lag, also when no engine runs.",
    footer = {
      "",
      "Exits 0 when every stream has a living owner, 1 when one is stopped or failed or has none.",
      "Lag of a stream without an owner is an upper bound, from the last commit applied.",
      "",
      "Examples:",
      "  baton status -c shop.yaml",
      "  baton status -c shop.yaml --watch",
      "  baton status -c shop.yaml --json | jq '.streams[].lagMillis'"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Option(names = "--watch", description = "again every second, until interrupted")
  private boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (LinkStatus status = new LinkStatus(link.settings())) {
      StatusReport report = status.read();
      print(report, out);
      while (watch) {
        Thread.sleep(EVERY);
        report = status.read();
        if (!json) {
          out.print(Terminal.output() ? CLEAR : System.lineSeparator());
        }
        print(report, out);
      }
      return LinkStatus.healthy(report) ? ExitCode.DONE : ExitCode.NO;
    }
  }

  private void print(StatusReport report, PrintWriter out) {
    if (json) {
      out.println(StatusJson.render(report));
    } else {
      StatusText.print(report, out);
    }
    out.flush();
  }
}
