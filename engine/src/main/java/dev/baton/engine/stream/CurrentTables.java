package dev.baton.engine.stream;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.engine.flow.TargetTable;
import dev.baton.engine.route.TableResolver;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves tables by the catalogs as they were when the run began, and reads both again when a
 * table was altered since: at the source, and then at the target too. A value cast to the type that
 * a column had before would lose digits silently, and rows that are told apart by a key that is no
 * more would be taken for one. Owned by one lane.
 */
final class CurrentTables implements Function<SourceTable, Optional<TargetTable>> {
  private static final Logger log = LoggerFactory.getLogger(CurrentTables.class);

  private final Supplier<TableResolver> readAgain;
  private final Map<TableName, SourceTable> versions = new HashMap<>();
  private TableResolver resolver;

  CurrentTables(TableResolver atStart, Supplier<TableResolver> readAgain) {
    this.resolver = atStart;
    this.readAgain = readAgain;
  }

  @Override
  public Optional<TargetTable> apply(SourceTable table) {
    SourceTable earlier = versions.put(table.name(), table);
    if (isAltered(earlier, table)) {
      log.debug("{} is described anew; reading both catalogs again", table.name());
      resolver = readAgain.get();
    }
    return resolver.apply(table);
  }

  /** Where its definition is not known, every description may be of an altered table. */
  private boolean isAltered(SourceTable earlier, SourceTable table) {
    return table.definition().isEmpty()
        ? earlier != null && earlier != table
        : !table.definition().equals(resolver.sourceDefinition(table.name()));
  }
}
