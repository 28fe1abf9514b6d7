package dev.baton.it.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of the suite as a table for the README. */
final class ResultTable {

  /**
   * One work. The times are texts, for some works have several.
   *
   * @param ratio Baton's figure over that of the database's own replication, or what the bar is on
   * @param limit what reading alone takes
   */
  record Row(
      String work, String nativeTime, String batonTime, String ratio, Bar bar, String limit) {
    private String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %s | %s | %.2f | %s | %s |",
          work,
          nativeTime,
          batonTime,
          ratio,
          bar.most(),
          bar.goal().isPresent() ? decimal(bar.goal().getAsDouble()) : "",
          limit);
    }
  }

  private ResultTable() {}

  /** The whole table. */
  static String of(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("| work | native ms | Baton ms | ratio | bar | goal | limit ms |");
    lines.add("|---|---|---|---|---|---|---|");
    rows.forEach(row -> lines.add(row.line()));
    return String.join("\n", lines);
  }

  /** A whole number as the table writes it. */
  static String number(long figure) {
    return String.format(Locale.ROOT, "%,d", figure);
  }

  /** A number with two decimals. */
  static String decimal(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure);
  }
}
