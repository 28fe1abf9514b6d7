package dev.baton.engine.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code baton}: finds the verb, sets up logging, and turns errors into exit codes. */
@Command(
    name = "baton",
    description = "Keeps two live PostgreSQL databases in step, in both directions.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "VERB",
    footer = {
      "",
      "Examples:",
      "  baton demo                        see it work, on two embedded servers",
      "  baton provision -c shop.yaml      prepare both sites",
      "  baton run -c shop.yaml            keep them in step",
      "  baton swap -c shop.yaml --to ID   replace the running engine by another",
      "  baton status -c shop.yaml         look at it",
      "",
      "Exit codes: 0 done; 1 the job's own answer is no; 2 usage or settings; 3 a database cannot be",
      "reached or refuses; 4 another engine owns the stream; 130 interrupted."
    },
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n")
public final class Baton implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "debug logs, and stack traces with errors")
  private boolean verbose;

  /** Runs the verb and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs the verb: results to {@code out}, errors to {@code err}. Returns the exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Baton baton = new Baton();
    Failures failures = new Failures(() -> baton.verbose);
    return grammar(baton, arguments)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(
            parsed -> {
              Logging.configure(baton.verbose, verb(parsed).equals("run"));
              return new RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .execute(arguments);
  }

  /** What the program understands: every verb and option. */
  public static CommandLine grammar() {
    return grammar(new Baton());
  }

  private static CommandLine grammar(Baton baton, String... arguments) {
    CommandLine grammar = new CommandLine(baton);
    Verbs.of(arguments).forEach(grammar::addSubcommand);
    return grammar;
  }

  /** Without a verb there is nothing to do. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  private static String verb(CommandLine.ParseResult parsed) {
    return parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : "";
  }
}
