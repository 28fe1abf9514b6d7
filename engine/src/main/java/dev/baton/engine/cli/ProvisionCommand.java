package dev.baton.engine.cli;

import dev.baton.engine.cli.provision.DurableProvisioning;
import dev.baton.migration.provision.Plan;
import dev.baton.migration.provision.Provisioning;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code baton provision}: makes at both sites what a link needs. */
@Command(
    name = "provision",
    description =
        "Makes at both sites what the link needs: role and grants, Baton's tables, publications and slots. May be run again; nothing is touched while anything stands in the way.",
    footer = {
      "",
      "Connects as admin-user where the settings name one.",
      "",
      "Examples:",
      "  baton provision -c shop.yaml --dry-run",
      "  baton provision -c shop.yaml"
    })
final class ProvisionCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ProvisionCommand.class);

  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @Option(
      names = "--dry-run",
      description = "print the SQL and what stands in the way; touch nothing")
  private boolean dryRun;

  @Override
  public Integer call() {
    return dryRun ? show() : apply();
  }

  private int show() {
    Plan plan = new Provisioning().plan(link.settings());
    PrintWriter out = spec.commandLine().getOut();
    plan.sql()
        .forEach(
            (site, statements) -> {
              out.println("-- at site " + site);
              statements.forEach(statement -> out.println(statement + ";"));
              out.println();
            });
    remark(plan);
    if (!plan.blockers().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("baton: to be mended first:");
      plan.blockers().forEach(blocker -> err.println("  " + blocker));
      return plan.blockers().getFirst().code().exitCode();
    }
    if (plan.nothingToDo()) {
      out.println("-- nothing to do: all that the link needs is there");
    }
    return ExitCode.DONE;
  }

  private int apply() {
    Plan plan =
        new DurableProvisioning(
                new Provisioning(),
                InstantSource.system(),
                state -> log.debug("provisioning is in {}", state))
            .apply(link.settings());
    PrintWriter out = spec.commandLine().getOut();
    remark(plan);
    if (plan.nothingToDo()) {
      out.println("nothing to do: all that the link needs is there");
    } else {
      plan.sql()
          .forEach(
              (site, statements) ->
                  out.println("site %s is ready (%d steps)".formatted(site, statements.size())));
    }
    return ExitCode.DONE;
  }

  private void remark(Plan plan) {
    PrintWriter err = spec.commandLine().getErr();
    plan.warnings().forEach(warning -> err.println("baton: " + warning));
    plan.notes().forEach(note -> err.println("baton: " + note));
  }
}
