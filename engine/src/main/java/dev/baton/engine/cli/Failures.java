package dev.baton.engine.cli;

import dev.baton.config.SettingsException;
import dev.baton.connectors.spi.BatonException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one clear message on standard error and the promised exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier verbose;

  Failures(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("baton: " + sentence(failure));
    if (verbose.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return exitCode(failure);
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case BatonException known -> known.getMessage();
      case SettingsException wrong -> wrong.getMessage();
      case InterruptedException interrupted -> "interrupted";
      default ->
          "INTERNAL: %s: this is a defect of Baton's; run it again with -v and report the trace"
              .formatted(failure);
    };
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case BatonException known -> known.code().exitCode();
      case SettingsException wrong -> ExitCode.USAGE;
      case InterruptedException interrupted -> ExitCode.INTERRUPTED;
      default -> ExitCode.UNAVAILABLE;
    };
  }
}
