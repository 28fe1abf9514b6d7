package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One site's half of a pair of tables, and the SQL that hashes it there. In every statement {@code
 * p1…pn} are the parts of a row's {@link RowKey} and {@code h1, h2} its hashes.
 *
 * @param inherited whether rows live in partitions; elsewhere a child table's rows are its own
 * @param columns those that are compared, in the order both sites use
 * @param key empty where whole rows are compared
 */
record TableSide(TableName name, boolean inherited, List<Column> columns, List<KeyColumn> key) {
  private static final int BUCKET_SEED = 3;
  private static final int HASHES = 2;

  TableSide {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /**
   * A compared column.
   *
   * @param type with schema, quoted, without length
   * @param generated computed by the database, so never written
   */
  record Column(String name, String type, boolean generated) {}

  /** How many parts a row's key has. */
  int keyWidth() {
    return key.isEmpty() ? HASHES : key.size();
  }

  String quotedName() {
    return CanonicalText.quoted(name.schema()) + "." + CanonicalText.quoted(name.table());
  }

  /** The table as a FROM item under alias {@code t}. */
  String from() {
    return (inherited ? "" : "ONLY ") + quotedName() + " t";
  }

  String count() {
    return "SELECT count(*) FROM " + from();
  }

  String digest(KeyRange range) {
    return "SELECT "
        + CanonicalText.digest()
        + " FROM ("
        + hashed("", within(range), false)
        + ") h";
  }

  String rows(KeyRange range) {
    return grouped(hashed("", within(range), false), "");
  }

  /** The key that ends a chunk of so many rows, if there are as many. Parameter: rows less one. */
  String bound(KeyRange range) {
    String columns = keyList(column -> "t." + CanonicalText.quoted(column.name()));
    String parts = keyList(column -> CanonicalText.column(column.name()));
    return "SELECT %s FROM %s WHERE %s ORDER BY %s OFFSET ? LIMIT 1"
        .formatted(parts, from(), within(range), columns);
  }

  /** One digest a bucket; {@code mask} is their number less one, a power of two less one. */
  String buckets(long mask) {
    return "SELECT bucket, %s FROM (%s) b GROUP BY bucket"
        .formatted(CanonicalText.digest(), bucketed(mask));
  }

  /** The rows of the buckets in the array parameter, bucket by bucket. */
  String bucketRows(long mask) {
    return "SELECT bucket, %1$s, %2$s FROM (%3$s) b WHERE bucket = ANY (?) GROUP BY bucket, %1$s ORDER BY bucket"
        .formatted(parts(""), CanonicalText.digest(), bucketed(mask));
  }

  /** The rows of the keys in the array parameters, one array a part. */
  String lookup() {
    return key.isEmpty()
        ? grouped(
            hashed("", "true", false),
            "WHERE (" + parts("") + ") IN (SELECT * FROM " + wanted() + ")")
        : grouped(hashed("JOIN " + wanted() + " ON " + matching(), "true", false), "");
  }

  /** Key parts and every compared column's text, for the keys in the array parameters. */
  String values() {
    String source =
        key.isEmpty()
            ? "("
                + hashed("", "true", true)
                + ") h WHERE ("
                + parts("")
                + ") IN (SELECT * FROM "
                + wanted()
                + ")"
            : "(" + hashed("JOIN " + wanted() + " ON " + matching(), "true", true) + ") h";
    String carried = numbered("c", columns.size());
    return "SELECT DISTINCT "
        + parts("")
        + (carried.isEmpty() ? "" : ", " + carried)
        + " FROM "
        + source;
  }

  /** Removes so many of the rows with two hashes. Parameters: both hashes as text, how many. */
  String deleteTwins() {
    String texts =
        "SELECT t.tableoid AS o, t.ctid AS i, %s AS r FROM %s OFFSET 0"
            .formatted(CanonicalText.of(columns.stream().map(Column::name).toList()), from());
    return ("DELETE FROM %s WHERE (t.tableoid, t.ctid) IN (SELECT o, i FROM"
            + " (SELECT o, i, %s FROM (%s) c) h WHERE h1 = CAST(? AS int8) AND h2 = CAST(? AS int8)"
            + " LIMIT ?)")
        .formatted(from(), CanonicalText.hashes("c.r"), texts);
  }

  /** The keys in the array parameters as alias {@code s}. */
  String wanted() {
    String arrays = String.join(", ", Collections.nCopies(keyWidth(), "CAST(? AS text[])"));
    return "unnest(" + arrays + ") s(" + numbered("s", keyWidth()) + ")";
  }

  /** The condition that {@code t} is the row that {@code s} names; for tables with a key. */
  String matching() {
    return IntStream.range(0, key.size())
        .mapToObj(i -> key.get(i).matches(i + 1))
        .collect(Collectors.joining(" AND "));
  }

  private String grouped(String hashed, String where) {
    return "SELECT %1$s, %2$s FROM (%3$s) h %4$s GROUP BY %1$s"
        .formatted(parts(""), CanonicalText.digest(), hashed, where);
  }

  private String bucketed(long mask) {
    return "SELECT hashtextextended(ROW(%s)::text COLLATE \"C\", %d) & %d AS bucket, h.* FROM (%s) h"
        .formatted(parts("h."), BUCKET_SEED, mask, hashed("", "true", false));
  }

  /** Rows as key parts and hashes; {@code carry} adds each column's text as {@code c1…cn}. */
  private String hashed(String join, String where, boolean carry) {
    List<String> inner = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      inner.add(CanonicalText.column(key.get(i).name()) + " AS p" + (i + 1));
    }
    for (int i = 0; carry && i < columns.size(); i++) {
      inner.add(CanonicalText.column(columns.get(i).name()) + " AS c" + (i + 1));
    }
    inner.add(CanonicalText.of(columns.stream().map(Column::name).toList()) + " AS r");
    // OFFSET 0 keeps the planner from writing the row's text twice, once for each hash.
    String texts =
        "SELECT %s FROM %s %s WHERE %s OFFSET 0"
            .formatted(String.join(", ", inner), from(), join, where);
    String hashes = "SELECT c.*, " + CanonicalText.hashes("c.r") + " FROM (" + texts + ") c";
    return key.isEmpty()
        ? "SELECT d.*, h1::text COLLATE \"C\" AS p1, h2::text COLLATE \"C\" AS p2 FROM ("
            + hashes
            + ") d"
        : hashes;
  }

  private String within(KeyRange range) {
    String columns = "(" + keyList(column -> "t." + CanonicalText.quoted(column.name())) + ")";
    String bound = "(" + keyList(column -> "CAST(? AS " + column.type() + ")") + ")";
    return range.after().map(k -> columns + " > " + bound).orElse("true")
        + " AND "
        + range.upTo().map(k -> columns + " <= " + bound).orElse("true");
  }

  private String keyList(Function<KeyColumn, String> written) {
    return key.stream().map(written).collect(Collectors.joining(", "));
  }

  private String parts(String alias) {
    return numbered(alias + "p", keyWidth());
  }

  private static String numbered(String prefix, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.joining(", "));
  }
}
