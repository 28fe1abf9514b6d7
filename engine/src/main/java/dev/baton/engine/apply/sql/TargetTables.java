package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.engine.flow.TargetTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The target tables of one lane with their statements, for the newest version of each source table.
 * Owned by one lane.
 */
public final class TargetTables {
  private static final PreparedTable.Many MANY = new PreparedTable.Many(64, 500);

  private final Function<SourceTable, Optional<TargetTable>> resolve;
  private final PreparedTable.Many many;
  private final Map<TableName, Known> known = new HashMap<>();

  /** The newest version of a source table; older ones do not come again. */
  private record Known(SourceTable version, Optional<PreparedTable> target) {}

  /** {@code resolve} answers empty for what is not replicated, and throws for what does not fit. */
  public TargetTables(Function<SourceTable, Optional<TargetTable>> resolve) {
    this(resolve, MANY);
  }

  private TargetTables(
      Function<SourceTable, Optional<TargetTable>> resolve, PreparedTable.Many many) {
    this.resolve = resolve;
    this.many = many;
  }

  /** The same, where two rows of a kind are many already: in the form for many they go out then. */
  public static TargetTables ofMany(Function<SourceTable, Optional<TargetTable>> resolve) {
    return new TargetTables(resolve, new PreparedTable.Many(2, 2));
  }

  /** Those of a truncation's tables that are replicated. */
  List<PreparedTable> of(RowChange.Truncate truncate) {
    return truncate.tables().stream().flatMap(source -> of(source).stream()).toList();
  }

  private PreparedTable prepared(TargetTable table) {
    return new PreparedTable(table, many);
  }

  Optional<PreparedTable> of(SourceTable source) {
    Known found = known.get(source.name());
    if (found == null || found.version() != source) {
      found = new Known(source, resolve.apply(source).map(this::prepared));
      known.put(source.name(), found);
    }
    return found.target();
  }
}
