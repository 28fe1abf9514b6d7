package dev.baton.migration.verify;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a row as one text, the same on every server: each column by name in one order, as {@code
 * ROW(a::text, …)::text}, which quotes what needs quotes and tells NULL from the empty string.
 *
 * <p>Two rows are equal when these texts are. So numeric {@code 1.0} is not {@code 1.00}, float
 * {@code -0} is not {@code 0}, NaN is NaN, json is compared byte for byte and jsonb by meaning, and
 * {@code char(n)} without its padding.
 */
final class CanonicalText {
  /**
   * Every setting that changes a value's text, or hides rows. Applied by {@code set_config}, so
   * that a caller may confine them to its transaction.
   */
  private static final List<String> PINNED =
      List.of(
          "datestyle=ISO, MDY",
          "intervalstyle=postgres",
          "bytea_output=hex",
          "extra_float_digits=1",
          "timezone=UTC",
          "lc_monetary=C",
          "xmloption=content",
          "quote_all_identifiers=off",
          // Policies would hide rows in silence; so a role they apply to gets an error.
          "row_security=off",
          "search_path=pg_catalog, pg_temp");

  private static final int SEED_1 = 1;
  private static final int SEED_2 = 2;

  private CanonicalText() {}

  /** The statement that pins the settings, for the session or for the transaction alone. */
  static String pinning(boolean transactionOnly) {
    return PINNED.stream()
        .map(setting -> setting.split("=", 2))
        .map(pair -> "set_config('" + pair[0] + "', '" + pair[1] + "', " + transactionOnly + ")")
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  /** The canonical text of the row of alias {@code t}. */
  static String of(Collection<String> columns) {
    return columns.stream()
        .map(CanonicalText::column)
        .collect(Collectors.joining(", ", "ROW(", ")::text COLLATE \"C\""));
  }

  /** One column of alias {@code t} as text that compares by its bytes. */
  static String column(String name) {
    return "t." + quoted(name) + "::text COLLATE \"C\"";
  }

  /** Both hashes of a text, named {@code h1} and {@code h2}. */
  static String hashes(String text) {
    return "hashtextextended(%1$s, %2$d) AS h1, hashtextextended(%1$s, %3$d) AS h2"
        .formatted(text, SEED_1, SEED_2);
  }

  /** The three columns of a {@link Digest} over {@code h1} and {@code h2}. */
  static String digest() {
    return "count(*), coalesce(sum(h1), 0)::text, coalesce(sum(h2), 0)::text";
  }

  /** An identifier exactly as the catalog has it. */
  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
