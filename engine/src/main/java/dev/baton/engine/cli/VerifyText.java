package dev.baton.engine.cli;

import dev.baton.engine.cli.text.TextTable;
import dev.baton.migration.verify.RowDifference;
import dev.baton.migration.verify.TableReport;
import dev.baton.migration.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows a comparison of two sites to people. */
final class VerifyText {
  private static final int ROWS_SHOWN = 10;

  private VerifyText() {}

  static void print(VerifyReport report, PrintWriter out) {
    TextTable tables =
        new TextTable(
            "TABLE",
            "ROWS",
            "ONLY AT " + report.firstSite().toUpperCase(Locale.ROOT),
            "ONLY AT " + report.secondSite().toUpperCase(Locale.ROOT),
            "DIFFERENT",
            "REPAIRED",
            "UNSETTLED");
    for (TableReport table : report.tables()) {
      tables.row(
          table.table(),
          table.rowsCompared(),
          table.onlyAtFirst(),
          table.onlyAtSecond(),
          table.different(),
          table.repaired(),
          table.unsettled());
    }
    tables.print(out);
    out.println();
    report.tables().forEach(table -> differences(table, report, out));
    out.println(verdict(report));
  }

  private static void differences(TableReport table, VerifyReport report, PrintWriter out) {
    table.shapeDifferences().forEach(sentence -> out.println(table.table() + ": " + sentence));
    table.rows().stream()
        .limit(ROWS_SHOWN)
        .forEach(row -> out.println(table.table() + " " + row.key() + ": " + kind(row, report)));
    if (table.differing() > ROWS_SHOWN) {
      out.println(
          "%s: %,d more; --json lists them"
              .formatted(table.table(), table.differing() - ROWS_SHOWN));
    }
  }

  private static String kind(RowDifference row, VerifyReport report) {
    return switch (row.kind()) {
      case ONLY_AT_FIRST -> "only at " + report.firstSite();
      case ONLY_AT_SECOND -> "only at " + report.secondSite();
      case DIFFERENT -> "different";
    };
  }

  private static String verdict(VerifyReport report) {
    String sites = report.firstSite() + " and " + report.secondSite();
    if (!report.caughtUp()) {
      return report.equal()
          ? sites + " are equal, though a stream lags"
          : sites + " differ, and a stream lags: part of it may be on its way";
    }
    if (report.unsettled() > 0) {
      return "%,d rows never stood still: nothing can be said of them"
          .formatted(report.unsettled());
    }
    return report.equal() ? sites + " are equal" : sites + " differ";
  }
}
