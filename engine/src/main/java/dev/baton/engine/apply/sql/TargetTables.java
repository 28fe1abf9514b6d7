package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.SourceTable;
import dev.baton.engine.flow.TargetTable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The target tables of one lane with their statements, by source schema version. Owned by one lane.
 */
public final class TargetTables {
  private final Function<SourceTable, Optional<TargetTable>> resolve;
  private final Map<SourceTable, Optional<Prepared>> known = new IdentityHashMap<>();

  /** A table with its statements. */
  record Prepared(TargetTable table, TableStatements statements) {}

  /** {@code resolve} answers empty for what is not replicated, and throws for what does not fit. */
  public TargetTables(Function<SourceTable, Optional<TargetTable>> resolve) {
    this.resolve = resolve;
  }

  Optional<Prepared> of(SourceTable source) {
    Optional<Prepared> found = known.get(source);
    if (found == null) {
      found = resolve.apply(source).map(table -> new Prepared(table, new TableStatements(table)));
      known.put(source, found);
    }
    return found;
  }
}
