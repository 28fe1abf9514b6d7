package dev.baton.engine.cli;

import dev.baton.engine.cli.text.Terminal;
import dev.baton.migration.verify.ProgressListener;
import dev.baton.migration.verify.Verification;
import dev.baton.migration.verify.VerifyOptions;
import dev.baton.migration.verify.VerifyReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code baton verify}: compares both sites while they are live, and repairs on request. */
@Command(
    name = "verify",
    description =
        "Compares both sites, also while applications write. What differs is looked at again after the lag has passed; what differs then, differs.",
    footer = {
      "",
      "Exits 0 when both sites are equal, 1 when they differ or a row could not be decided.",
      "",
      "Examples:",
      "  baton verify -c shop.yaml",
      "  baton verify -c shop.yaml --tables public.account,public.order_*",
      "  baton verify -c shop.yaml --repair west"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @Option(
      names = "--tables",
      paramLabel = "PATTERN",
      split = ",",
      description = "only tables whose schema.table matches, by the first site's names")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--repair",
      paramLabel = "SITE",
      description = "make this site equal to the other where they differ")
  private String repair;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long at most to wait for changes under way (${DEFAULT-VALUE})")
  private int patienceSeconds;

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    VerifyReport report = verify();
    if (json) {
      out.println(VerifyJson.render(report));
    } else {
      VerifyText.print(report, out);
    }
    out.flush();
    return report.equal() && report.unsettled() == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private VerifyReport verify() {
    VerifyOptions options =
        VerifyOptions.defaults()
            .withTables(tables)
            .withPatience(Duration.ofSeconds(patienceSeconds));
    VerifyOptions wanted = repair == null ? options : options.withRepairSite(repair);
    if (json || !Terminal.errors()) {
      return new Verification().verify(link.settings(), wanted, ProgressListener.none());
    }
    try (VerifyProgress progress = new VerifyProgress()) {
      return new Verification().verify(link.settings(), wanted, progress);
    }
  }
}
