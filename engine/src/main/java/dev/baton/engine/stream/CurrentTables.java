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
 * table's columns have changed since: it was altered at the source, and may have been at the
 * target. Owned by the applying thread.
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
    if (earlier != null && earlier != table) {
      log.info("{} was altered at the source; reading both catalogs again", table.name());
      resolver = readAgain.get();
    }
    return resolver.apply(table);
  }
}
