package dev.baton.engine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one run of the program in this process wrote and returned. */
record CommandLineRun(int exitCode, String out, String err) {
  static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Baton.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
