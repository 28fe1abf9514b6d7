package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.TableDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The replicated set of a link as its sites' catalogs have it.
 *
 * <p>A partitioned table stands for its partitions: it is published through its root, so that both
 * sites may be partitioned differently.
 */
final class LinkTables {

  /** A source table and its counterpart, where the target has it. */
  record Pair(TableDescription source, TableName targetName, Optional<TableDescription> target) {}

  private final Settings settings;
  private final Map<String, Catalog> catalogs;

  LinkTables(Settings settings, Map<String, Catalog> catalogs) {
    this.settings = settings;
    this.catalogs = Map.copyOf(catalogs);
  }

  Catalog catalog(String site) {
    return catalogs.get(site);
  }

  /** The stream's tables. */
  List<Pair> of(StreamName stream) {
    TableRouting routing = TableRouting.of(settings.replicate(), stream);
    Catalog source = catalogs.get(stream.source());
    Catalog target = catalogs.get(stream.target());
    List<Pair> pairs = new ArrayList<>();
    for (TableDescription table : source.tables()) {
      Optional<TableName> name = routing.target(table.name());
      if (name.isPresent() && table.publishable() && !travelsWithItsRoot(source, routing, table)) {
        pairs.add(
            new Pair(
                table, name.get(), target.table(name.get()).filter(TableDescription::publishable)));
      }
    }
    return pairs;
  }

  /** What the patterns name at a source and no audit trail tells of. */
  List<TableDescription> leftOut(StreamName stream) {
    TableRouting routing = TableRouting.of(settings.replicate(), stream);
    return catalogs.get(stream.source()).tables().stream()
        .filter(table -> !table.publishable() && routing.target(table.name()).isPresent())
        .toList();
  }

  /** Tables that streams read at a site. */
  List<TableDescription> readAt(String site) {
    return settings.replicate().streams().stream()
        .filter(stream -> stream.source().equals(site))
        .flatMap(stream -> of(stream).stream())
        .map(Pair::source)
        .distinct()
        .toList();
  }

  /** Tables that streams write at a site. */
  List<TableDescription> writtenAt(String site) {
    return settings.replicate().streams().stream()
        .filter(stream -> stream.target().equals(site))
        .flatMap(stream -> of(stream).stream())
        .flatMap(pair -> pair.target().stream())
        .distinct()
        .toList();
  }

  /** The table and, for a partitioned one, the partitions that hold its rows. */
  List<TableDescription> stored(String site, TableDescription table) {
    return table.kind() == TableDescription.Kind.PARTITIONED
        ? catalogs.get(site).leaves(table.name())
        : List.of(table);
  }

  /** Whether rows go both ways between the sites of a stream. */
  boolean bothWays(StreamName stream) {
    return settings
        .replicate()
        .streams()
        .contains(new StreamName(stream.target(), stream.source()));
  }

  // A partition travels with its root when the root is replicated.
  private static boolean travelsWithItsRoot(
      Catalog catalog, TableRouting routing, TableDescription table) {
    Optional<TableDescription> parent = table.partitionOf().flatMap(catalog::table);
    while (parent.isPresent()) {
      if (routing.target(parent.get().name()).isPresent()) {
        return true;
      }
      parent = parent.get().partitionOf().flatMap(catalog::table);
    }
    return false;
  }
}
