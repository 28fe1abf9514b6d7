package dev.baton.engine.cli;

import dev.baton.migration.provision.Deprovisioning;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code baton deprovision}: removes what a link left at its sites. */
@Command(
    name = "deprovision",
    description =
        "Removes every trace of the link from both sites: slots, origins, publications and Baton's tables. Roles and the applications' tables stay.",
    footer = {
      "",
      "Refuses while an engine of the link runs.",
      "",
      "Examples:",
      "  baton stop -c shop.yaml",
      "  baton deprovision -c shop.yaml"
    })
final class DeprovisionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @Override
  public Integer call() {
    List<String> removed = new Deprovisioning().apply(link.settings());
    PrintWriter out = spec.commandLine().getOut();
    if (removed.isEmpty()) {
      out.println("nothing to remove: the link has left no trace");
    }
    removed.forEach(sentence -> out.println("removed " + sentence));
    return ExitCode.DONE;
  }
}
