package dev.baton.migration.provision;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.connectors.postgresql.TableDescription.IdentityKind;
import dev.baton.connectors.postgresql.TableDescription.Trigger;
import dev.baton.connectors.postgresql.TableDescription.TriggerMode;
import dev.baton.connectors.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that each table's counterpart at the target can take its rows as they are. */
final class CounterpartChecks {
  private final StreamName stream;
  private final SitePicture target;
  private final LinkTables tables;
  private final List<Finding> findings = new ArrayList<>();

  private CounterpartChecks(StreamName stream, SitePicture target, LinkTables tables) {
    this.stream = stream;
    this.target = target;
    this.tables = tables;
  }

  static List<Finding> of(StreamName stream, SitePicture target, LinkTables tables) {
    CounterpartChecks checks = new CounterpartChecks(stream, target, tables);
    for (LinkTables.Pair pair : tables.of(stream)) {
      Optional<TableDescription> counterpart = pair.target();
      if (counterpart.isEmpty()) {
        checks.mismatch(
            "table %s at site %s has no counterpart %s at site %s"
                .formatted(
                    pair.source().name(), stream.source(), pair.targetName(), stream.target()),
            "create it there, or exclude it");
      } else {
        checks.columns(pair.source(), counterpart.get());
        checks.key(pair.source(), counterpart.get());
        checks.sideEffects(counterpart.get());
      }
    }
    return checks.findings;
  }

  private void columns(TableDescription source, TableDescription counterpart) {
    for (Column column : source.columns()) {
      Optional<Column> there = counterpart.column(column.name());
      if (there.isEmpty()) {
        if (column.generated() == Generated.NO) {
          mismatch(
              "column %s of table %s at site %s is missing at site %s"
                  .formatted(column.name(), source.name(), stream.source(), stream.target()),
              "add it there");
        }
      } else {
        column(source, column, there.get());
      }
    }
    for (Column column : counterpart.columns()) {
      if (source.column(column.name()).isEmpty()
          && column.notNull()
          && !column.hasDefault()
          && column.generated() == Generated.NO) {
        mismatch(
            "column %s of table %s is only at site %s, where it is NOT NULL without a default"
                .formatted(column.name(), counterpart.name(), stream.target()),
            "give it a default there, or add it at site " + stream.source());
      }
    }
  }

  private void column(TableDescription table, Column source, Column there) {
    boolean computedHere = source.generated() != Generated.NO;
    boolean computedThere = there.generated() != Generated.NO;
    if (computedHere != computedThere) {
      mismatch(
          "column %s of table %s is generated at site %s only"
              .formatted(
                  source.name(), table.name(), computedHere ? stream.source() : stream.target()),
          "make it generated at both sites or at none");
    } else if (!source.sqlType().equals(there.sqlType())) {
      mismatch(
          "column %s of table %s is %s at site %s and %s at site %s"
              .formatted(
                  source.name(),
                  table.name(),
                  source.sqlType(),
                  stream.source(),
                  there.sqlType(),
                  stream.target()),
          "give it one type at both sites");
    } else if (there.notNull() && !source.notNull()) {
      findings.add(
          Finding.warning(
              ErrorCode.SCHEMA_MISMATCH,
              "column %s of table %s is NOT NULL at site %s only, and a null would stop the stream"
                  .formatted(source.name(), table.name(), stream.target()),
              "make it NOT NULL at both sites or at none"));
    }
  }

  private void key(TableDescription source, TableDescription counterpart) {
    boolean wholeRow =
        source.identity().kind() == IdentityKind.FULL && source.primaryKey().isEmpty();
    List<String> key =
        source.identity().kind() == IdentityKind.FULL
            ? source.primaryKey()
            : source.identity().columns();
    if (wholeRow || key.isEmpty()) {
      return;
    }
    boolean found =
        counterpart.uniqueIndexes().stream()
            .anyMatch(
                index ->
                    !index.partial()
                        && !index.expressions()
                        && Set.copyOf(index.columns()).equals(Set.copyOf(key)));
    if (!found) {
      mismatch(
          "table %s at site %s has no primary key or unique index on (%s), the key of its counterpart at site %s"
              .formatted(
                  counterpart.name(), stream.target(), String.join(", ", key), stream.source()),
          "create it there");
    }
  }

  private void sideEffects(TableDescription counterpart) {
    boolean replicaRole =
        target.role().superuser() || target.server().version() >= Rights.PARAMETER_GRANTS;
    List<Trigger> triggers = new ArrayList<>(counterpart.triggers());
    if (!tables.stored(stream.target(), counterpart).contains(counterpart)) {
      tables.stored(stream.target(), counterpart).forEach(leaf -> triggers.addAll(leaf.triggers()));
    }
    for (String name : names(triggers, Set.of(TriggerMode.ALWAYS, TriggerMode.REPLICA))) {
      findings.add(
          Finding.warning(
              ErrorCode.NOT_REPLICABLE,
              "trigger %s of table %s at site %s also fires for replicated rows"
                  .formatted(name, counterpart.name(), stream.target()),
              "ALTER TABLE %s ENABLE TRIGGER %s there, unless that is wanted"
                  .formatted(counterpart.name(), name)));
    }
    if (replicaRole) {
      return;
    }
    List<String> twice = new ArrayList<>(names(triggers, Set.of(TriggerMode.ORIGIN)));
    counterpart.foreignKeys().stream()
        .filter(TableDescription.ForeignKey::writesChildren)
        .forEach(key -> twice.add(key.name()));
    for (String name : twice) {
      findings.add(
          Finding.blocker(
              ErrorCode.NOT_REPLICABLE,
              "trigger or cascade %s of table %s at site %s would fire again for replicated rows, because role %s may not set session_replication_role"
                  .formatted(name, counterpart.name(), stream.target(), target.role().name()),
              "use PostgreSQL 15 or later, where it can be granted, or a superuser"));
    }
  }

  private static List<String> names(List<Trigger> triggers, Set<TriggerMode> modes) {
    return triggers.stream()
        .filter(trigger -> modes.contains(trigger.mode()))
        .map(Trigger::name)
        .distinct()
        .toList();
  }

  private void mismatch(String what, String remedy) {
    findings.add(Finding.blocker(ErrorCode.SCHEMA_MISMATCH, what, remedy));
  }
}
