package dev.baton.engine.route;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.postgresql.CarriedTypes;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.ReadableNames;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.connectors.postgresql.TableDescription.Identity;
import dev.baton.connectors.postgresql.TableDescription.IdentityKind;
import dev.baton.connectors.postgresql.TableDescription.Kind;
import dev.baton.connectors.postgresql.TableDescription.TriggerMode;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the target table of a source table's changes and checks that they fit: every column of the
 * change is there, and what identifies a row at the source does so at the target.
 */
public final class TableResolver implements Function<SourceTable, Optional<TargetTable>> {
  private static final String PG_CATALOG = "pg_catalog";

  private final TableRouting route;
  private final Catalog source;
  private final Catalog target;
  private final String targetSite;

  public TableResolver(TableRouting route, Catalog source, Catalog target, String targetSite) {
    this.route = route;
    this.source = source;
    this.target = target;
    this.targetSite = targetSite;
  }

  /**
   * Checks every table of the replicated set before anything is read.
   *
   * @param reader how the source is read
   * @throws BatonException NOT_PROVISIONED, NOT_REPLICABLE, SCHEMA_MISMATCH or UNSUPPORTED_TYPE for
   *     the first that does not fit
   */
  public void checkAll(Set<TableName> published, ReaderKind reader) {
    for (TableDescription table : source.tables()) {
      boolean replicated =
          table.publishable()
              && table.partitionOf().isEmpty()
              && route.target(table.name()).isPresent();
      if (replicated) {
        check(table, published, reader);
      }
    }
  }

  private void check(TableDescription table, Set<TableName> published, ReaderKind reader) {
    if (!published.contains(table.name())) {
      throw new BatonException(
          ErrorCode.NOT_PROVISIONED,
          "table %s is in the replicated set but not in the publication: its changes would not arrive. Run 'baton provision' again, or exclude it"
              .formatted(table.name()));
    }
    ReadableNames.refusal(table, reader)
        .ifPresent(
            why -> {
              throw new BatonException(
                  ErrorCode.NOT_REPLICABLE,
                  "table %s cannot be read: %s; rename it, or set reader: pgoutput for its site, or exclude the table"
                      .formatted(table.name(), why));
            });
    for (Column column : table.columns()) {
      CarriedTypes.refusal(column)
          .ifPresent(
              why -> {
                throw new BatonException(
                    ErrorCode.UNSUPPORTED_TYPE,
                    "column %s of table %s has %s".formatted(column.name(), table.name(), why));
              });
    }
    List<String> columns =
        table.columns().stream()
            .filter(column -> column.generated() == Generated.NO)
            .map(Column::name)
            .toList();
    apply(new SourceTable(table.name(), columns));
  }

  /** How the source's catalog defined a table; empty when it had none of that name. */
  public String sourceDefinition(TableName table) {
    return source.table(table).map(TableDescription::definition).orElse("");
  }

  @Override
  public Optional<TargetTable> apply(SourceTable table) {
    return route.target(table.name()).map(name -> resolve(table, name));
  }

  private TargetTable resolve(SourceTable table, TableName name) {
    TableDescription described =
        target
            .table(name)
            .orElseThrow(() -> mismatch("table " + name + " is not there; create it"));
    List<TargetColumn> columns = new ArrayList<>();
    List<Integer> numbered = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String columnName = table.columns().get(i);
      Column column =
          described
              .column(columnName)
              .orElseThrow(
                  () -> mismatch("table " + name + " has no column " + columnName + "; add it"));
      requireAlike(table, columnName, column);
      if (column.generated() == Generated.NO) {
        if (column.identity() == Identity.ALWAYS) {
          numbered.add(columns.size());
        }
        columns.add(new TargetColumn(columnName, column.typeSchema(), column.typeName(), i));
      }
    }
    List<String> keyNames = key(table, described);
    boolean wholeRow = keyNames.isEmpty();
    if (!wholeRow) {
      requireUnique(described, keyNames);
    }
    List<Integer> key =
        IntStream.range(0, columns.size())
            .filter(i -> wholeRow || keyNames.contains(columns.get(i).name()))
            .boxed()
            .toList();
    List<TableDescription> stored =
        Stream.concat(Stream.of(described), target.leaves(name).stream()).toList();
    return new TargetTable(
        name,
        columns,
        key,
        wholeRow,
        stored.stream().noneMatch(TableResolver::seesChanges),
        numbered,
        wholeRow ? List.of() : UniqueValues.of(stored, columns, key),
        Optional.of(rowType(described, columns)),
        described.kind() == Kind.PARTITIONED);
  }

  /** A value would be cast to another type, or computed, and silently differ. */
  private void requireAlike(SourceTable table, String columnName, Column column) {
    Optional<Column> read =
        source.table(table.name()).flatMap(described -> described.column(columnName));
    boolean computedThereOnly =
        column.generated() != Generated.NO
            && read.map(Column::generated).filter(Generated.NO::equals).isPresent();
    boolean sameType = read.map(Column::sqlType).map(column.sqlType()::equals).orElse(true);
    if (computedThereOnly || !sameType) {
      throw mismatch(
          "column %s, read from table %s, is %s there and %s at the source; make them alike"
              .formatted(
                  columnName,
                  table.name(),
                  computedThereOnly ? "generated" : column.sqlType(),
                  computedThereOnly ? "stored" : read.orElseThrow().sqlType()));
    }
  }

  /**
   * The table's row type. A domain's null may be refused, and a composite's text is quoted again,
   * so tables that have columns of such types, or of arrays of types of the users' own, have no
   * fields.
   */
  private static RowType rowType(TableDescription table, List<TargetColumn> written) {
    List<String> names = written.stream().map(TargetColumn::name).toList();
    boolean plain =
        table.columns().stream()
            .allMatch(
                column -> column.typeSchema().equals(PG_CATALOG) || column.typeParts().size() == 1);
    return new RowType(
        plain
            ? table.columns().stream().map(column -> names.indexOf(column.name())).toList()
            : List.of(),
        table.columns().stream()
            .map(
                column ->
                    RowType.column(
                        column.name(),
                        column.typeSchema(),
                        column.typeName(),
                        column.typeModifier()))
            .collect(Collectors.joining(",")));
  }

  private void requireUnique(TableDescription described, List<String> key) {
    boolean unique =
        described.uniqueIndexes().stream()
            .anyMatch(
                index ->
                    !index.partial()
                        && !index.expressions()
                        && !index.columns().isEmpty()
                        && key.containsAll(index.columns()));
    if (!unique) {
      throw mismatch(
          "table %s has no primary key or unique index on (%s), its key at the source; create it"
              .formatted(described.name(), String.join(", ", key)));
    }
  }

  /** Whether triggers fire for replicated rows. */
  private static boolean seesChanges(TableDescription table) {
    return table.triggers().stream()
        .anyMatch(t -> t.mode() == TriggerMode.ALWAYS || t.mode() == TriggerMode.REPLICA);
  }

  /** What identifies a row, by column; empty when nothing but the whole row does. */
  private List<String> key(SourceTable table, TableDescription described) {
    Optional<TableDescription> read = source.table(table.name());
    TableDescription.ReplicaIdentity identity =
        read.map(TableDescription::identity).orElseGet(described::identity);
    List<String> key =
        identity.kind() == IdentityKind.FULL
            ? sharedKey(read.orElse(described), described)
            : identity.columns();
    return table.columns().containsAll(key) ? key : List.of();
  }

  /** A key of one site alone does not tell the other's rows apart. */
  private static List<String> sharedKey(TableDescription source, TableDescription target) {
    return Set.copyOf(source.primaryKey()).equals(Set.copyOf(target.primaryKey()))
        ? target.primaryKey()
        : List.of();
  }

  private BatonException mismatch(String what) {
    return new BatonException(
        ErrorCode.SCHEMA_MISMATCH, "site " + targetSite + ": " + what + ", then 'baton resume'");
  }
}
