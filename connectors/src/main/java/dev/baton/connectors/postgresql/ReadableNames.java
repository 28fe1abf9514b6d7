package dev.baton.connectors.postgresql;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.postgresql.TableDescription.Column;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says which names a reader would mistake. Baton's own takes them as the server writes them, so it
 * mistakes none. Debezium takes quotes at a name's ends for its own and folds quotes in pairs, then
 * leaves out the changes of a table it does not find by the result; it finds tables by schema and
 * name joined with a dot, and columns without regard to case.
 */
public final class ReadableNames {
  private static final Pattern MISTAKEN =
      Pattern.compile("\".*|.*\"|.*''.*|.*``.*", Pattern.DOTALL);
  private static final Pattern IN_QUOTES = Pattern.compile("\".*\"|'.*'|`.*`", Pattern.DOTALL);

  private ReadableNames() {}

  /** Why changes of the table cannot be read so; empty when they can. */
  public static Optional<String> refusal(TableDescription table, ReaderKind reader) {
    return switch (reader) {
      case DEBEZIUM -> mistaken(table);
      case PGOUTPUT -> Optional.empty();
    };
  }

  private static Optional<String> mistaken(TableDescription table) {
    for (String name : List.of(table.name().schema(), table.name().table())) {
      if (MISTAKEN.matcher(name).matches()) {
        return Optional.of(
            "its name or its schema's begins or ends with a double quote, or holds quotes in pairs");
      }
    }
    if (table.name().schema().indexOf('.') >= 0) {
      return Optional.of("its schema's name holds a dot");
    }
    Set<String> seen = new HashSet<>();
    for (Column column : table.columns()) {
      if (IN_QUOTES.matcher(column.name()).matches()) {
        return Optional.of("the name of its column " + column.name() + " stands in quotes");
      }
      if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(
            "another of its columns differs from " + column.name() + " by case alone");
      }
    }
    return Optional.empty();
  }
}
