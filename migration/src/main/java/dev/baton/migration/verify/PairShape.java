package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.connectors.postgresql.TableDescription.IdentityKind;
import dev.baton.connectors.postgresql.TableDescription.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Works out which columns and which key two tables share, and says what they do not. */
final class PairShape {
  private final String firstSite;
  private final String secondSite;
  private final SiteCatalog first;
  private final SiteCatalog second;

  PairShape(String firstSite, String secondSite, SiteCatalog first, SiteCatalog second) {
    this.firstSite = firstSite;
    this.secondSite = secondSite;
    this.first = first;
    this.second = second;
  }

  TablePair of(TableDescription here, TableDescription there) {
    List<String> differences = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    for (TableDescription.Column column : here.columns()) {
      if (there.column(column.name()).isPresent()) {
        shared.add(column.name());
      } else {
        differences.add(columnAtOne(column.name(), here.name(), firstSite, secondSite));
      }
    }
    for (TableDescription.Column column : there.columns()) {
      if (here.column(column.name()).isEmpty()) {
        differences.add(columnAtOne(column.name(), there.name(), secondSite, firstSite));
      }
    }
    List<String> key = key(here);
    if (!new HashSet<>(key).equals(new HashSet<>(key(there)))) {
      differences.add(
          "the key is (%s) at %s and (%s) at %s; whole rows are compared"
              .formatted(
                  String.join(", ", key), firstSite, String.join(", ", key(there)), secondSite));
      key = List.of();
    }
    return new TablePair(
        side(here, shared, key, first), side(there, shared, key, second), differences, true);
  }

  TablePair onlyAtFirst(TableDescription here, TableName expected) {
    return new TablePair(
        nothing(here.name()), nothing(expected), List.of(missing(expected, secondSite)), false);
  }

  TablePair onlyAtSecond(TableName expected, TableDescription there) {
    return new TablePair(
        nothing(expected), nothing(there.name()), List.of(missing(expected, firstSite)), false);
  }

  private static String missing(TableName table, String site) {
    return "table " + table + " is missing at " + site;
  }

  private static String columnAtOne(String column, TableName table, String site, String other) {
    return "column %s of %s is at %s only, not at %s".formatted(column, table, site, other);
  }

  private static TableSide nothing(TableName name) {
    return new TableSide(name, false, List.of(), List.of());
  }

  /** The primary key, else the index that stands for it in the audit trail. */
  private static List<String> key(TableDescription table) {
    if (!table.primaryKey().isEmpty()) {
      return table.primaryKey();
    }
    return table.identity().kind() == IdentityKind.INDEX ? table.identity().columns() : List.of();
  }

  private static TableSide side(
      TableDescription table, List<String> shared, List<String> key, SiteCatalog site) {
    return new TableSide(
        table.name(),
        table.kind() == Kind.PARTITIONED,
        shared.stream()
            .sorted()
            .map(name -> table.column(name).orElseThrow())
            .map(
                column ->
                    new TableSide.Column(
                        column.name(), type(column), column.generated() != Generated.NO))
            .toList(),
        key.stream()
            .map(name -> table.column(name).orElseThrow())
            .map(
                column ->
                    new KeyColumn(
                        column.name(),
                        type(column),
                        column.typeName(),
                        site.order(table.name(), column.name())))
            .toList());
  }

  private static String type(TableDescription.Column column) {
    return CanonicalText.quoted(column.typeSchema())
        + "."
        + CanonicalText.quoted(column.typeName());
  }
}
