package dev.baton.engine.route;

import dev.baton.config.StreamName;
import dev.baton.config.TableRules;
import dev.baton.connectors.change.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says which target table a source table's changes go to. Renames are written from the first
 * stream's source to its target; the stream against it uses them backwards. Immutable.
 */
public final class TableRoute {
  private final TableRules rules;
  private final boolean backwards;
  private final Map<String, String> toSourceOfRules = new HashMap<>();

  /** The route of {@code stream}, one of {@code streams} in the order of the settings. */
  public TableRoute(TableRules rules, StreamName stream, List<StreamName> streams) {
    this.rules = rules;
    this.backwards = !stream.source().equals(streams.getFirst().source());
    rules.renames().forEach((from, to) -> toSourceOfRules.put(to, from));
  }

  /** The target table; empty when the source table is not in the replicated set. */
  public Optional<TableName> target(TableName source) {
    TableName named = backwards ? namedByRules(source) : source;
    if (!rules.includes(named.schema(), named.table()) || isShadowed(source, named)) {
      return Optional.empty();
    }
    if (backwards) {
      return Optional.of(named);
    }
    String renamed = rules.renames().get(source.toString());
    return Optional.of(renamed == null ? source : parse(renamed));
  }

  private TableName namedByRules(TableName source) {
    String name = toSourceOfRules.get(source.toString());
    return name == null ? source : parse(name);
  }

  /** A table that carries a renamed table's name at the wrong site is another table. */
  private boolean isShadowed(TableName source, TableName named) {
    return backwards && named.equals(source) && rules.renames().containsKey(source.toString());
  }

  private static TableName parse(String written) {
    int dot = written.indexOf('.');
    return new TableName(written.substring(0, dot), written.substring(dot + 1));
  }
}
