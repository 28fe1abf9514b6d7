package dev.baton.connectors.assembly;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import java.util.HexFormat;

/**
 * Knows tokens that travel as rows of {@code baton.token}, for trails that take no messages. Only
 * Baton's role may write there.
 */
final class TokenRow {
  private static final TableName TABLE = new TableName("baton", "token");
  private static final String CONTENT = "content";
  private static final String HEX = "\\x";

  private TokenRow() {}

  /** Whether the table's rows are tokens. */
  static boolean is(SourceTable table) {
    return table.name().equals(TABLE) && table.columns().contains(CONTENT);
  }

  /** The token's bytes; none that a token could have where the column holds something else. */
  static byte[] content(SourceTable table, RowImage after) {
    String text = after.text(table.columns().indexOf(CONTENT));
    if (text != null && text.startsWith(HEX)) {
      return HexFormat.of().parseHex(text, HEX.length(), text.length());
    }
    return new byte[0];
  }
}
