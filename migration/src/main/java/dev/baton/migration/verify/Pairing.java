package dev.baton.migration.verify;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.postgresql.TableDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds each replicated table's counterpart at the other site. A partition counts with the table it
 * belongs to where that is replicated as well.
 */
final class Pairing {
  /** Not by what is written: a dot in a name makes two tables alike there. */
  private static final Comparator<TableName> BY_NAME =
      Comparator.comparing(TableName::schema).thenComparing(TableName::table);

  private final TableRouting forth;
  private final TableRouting back;
  private final SiteCatalog first;
  private final SiteCatalog second;
  private final PairShape shape;

  /**
   * @param forth how tables are called on their way from the first site to the second
   * @param back the same the other way
   */
  Pairing(
      TableRouting forth,
      TableRouting back,
      SiteCatalog first,
      SiteCatalog second,
      PairShape shape) {
    this.forth = forth;
    this.back = back;
    this.first = first;
    this.second = second;
    this.shape = shape;
  }

  /** By name at the first site; tables without a counterpart among them. */
  List<TablePair> pairs() {
    Map<TableName, TablePair> pairs = new TreeMap<>(BY_NAME);
    for (TableDescription table : first.tables()) {
      route(table, forth, first)
          .ifPresent(
              target ->
                  pairs.put(
                      table.name(),
                      second
                          .table(target)
                          .map(counterpart -> shape.of(table, counterpart))
                          .orElseGet(() -> shape.onlyAtFirst(table, target))));
    }
    for (TableDescription table : second.tables()) {
      route(table, back, second)
          .filter(source -> first.table(source).isEmpty())
          .ifPresent(source -> pairs.put(source, shape.onlyAtSecond(source, table)));
    }
    return List.copyOf(pairs.values());
  }

  private static Optional<TableName> route(
      TableDescription table, TableRouting routing, SiteCatalog site) {
    for (Optional<TableName> parent = table.partitionOf();
        parent.isPresent();
        parent = parent.flatMap(site::table).flatMap(TableDescription::partitionOf)) {
      if (parent.flatMap(routing::target).isPresent()) {
        return Optional.empty();
      }
    }
    return routing.target(table.name());
  }
}
