package dev.baton.engine.cli;

import dev.baton.engine.cli.text.TextTable;
import dev.baton.engine.cli.text.Units;
import dev.baton.engine.stream.StatusReport;
import java.io.PrintWriter;
import java.util.TreeMap;

/** Shows a link's status to people. */
final class StatusText {
  private StatusText() {}

  static void print(StatusReport report, PrintWriter out) {
    out.println("link " + report.link());
    out.println();
    if (report.engines().isEmpty()) {
      out.println("no engine is registered");
    } else {
      engines(report).print(out);
    }
    out.println();
    streams(report).print(out);
    report.handover().ifPresent(swap -> handover(swap, out));
    for (StatusReport.Stream stream : report.streams()) {
      stream.lastError().ifPresent(error -> out.println(stream.name() + ": " + error));
    }
  }

  private static void handover(StatusReport.Handover swap, PrintWriter out) {
    out.println();
    out.println(
        "swap %d from engine %s to engine %s: %s since %s, deadline %s"
            .formatted(
                swap.id(), swap.from(), swap.to(), swap.step(), swap.since(), swap.deadline()));
    TextTable steps = new TextTable("STREAM", "STEP");
    new TreeMap<>(swap.streams()).forEach(steps::row);
    steps.print(out);
    for (StatusReport.Blocker one : swap.blockers()) {
      out.println(
          "waits for %s pid %d, user %s, open for %s: %s"
              .formatted(
                  one.site(), one.pid(), one.user(), Units.millis(one.ageMillis()), one.query()));
    }
  }

  private static TextTable engines(StatusReport report) {
    TextTable table =
        new TextTable("ENGINE", "GENERATION", "STATE", "VERSION", "HOST", "PID", "HEARTBEAT");
    for (StatusReport.Engine engine : report.engines()) {
      table.row(
          engine.id(),
          engine.generation(),
          engine.state(),
          engine.version(),
          engine.host(),
          engine.pid(),
          Units.millis(engine.heartbeatAgeMillis()) + " ago");
    }
    return table;
  }

  private static TextTable streams(StatusReport report) {
    TextTable table =
        new TextTable(
            "STREAM",
            "OWNER",
            "STATE",
            "LAG",
            "BEHIND",
            "TRANSACTIONS",
            "ROWS",
            "FILTERED",
            "CONFLICTS",
            "APPLIED TO");
    for (StatusReport.Stream stream : report.streams()) {
      table.row(
          stream.name(),
          stream.owner().orElse("nobody"),
          stream.state(),
          Units.millis(stream.lagMillis()),
          Units.bytes(stream.lagBytes()),
          stream.appliedTransactions(),
          stream.appliedRows(),
          stream.filteredTransactions(),
          stream.conflicts(),
          stream.appliedPosition().orElse("-"));
    }
    return table;
  }
}
