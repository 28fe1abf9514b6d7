package dev.baton.connectors.postgresql;

import dev.baton.connectors.change.TableName;

/** Writes names and texts into SQL so that they mean themselves, whatever characters they hold. */
public final class SqlText {
  private SqlText() {}

  /** A name in double quotes. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A table's name with its schema. */
  public static String table(TableName name) {
    return identifier(name.schema()) + "." + identifier(name.table());
  }

  /** A text in single quotes; right under every setting of standard_conforming_strings. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }
}
