package dev.baton.migration.verify;

import dev.baton.config.TableRules;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.TableDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds each replicated table's counterpart at the other site. The rules speak of names at the
 * first site; a partition counts with the table it belongs to where that is replicated as well.
 */
final class Pairing {
  private final TableRules rules;
  private final SiteCatalog first;
  private final SiteCatalog second;
  private final PairShape shape;

  Pairing(TableRules rules, SiteCatalog first, SiteCatalog second, BothSites sites) {
    this.rules = rules;
    this.first = first;
    this.second = second;
    this.shape = new PairShape(sites.first().name(), sites.second().name(), first, second);
  }

  /** By name at the first site; tables without a counterpart among them. */
  List<TablePair> pairs() {
    Map<String, String> backwards = new LinkedHashMap<>();
    rules.renames().forEach((source, target) -> backwards.put(target, source));
    Map<String, TableDescription> here = new LinkedHashMap<>();
    first.tables().forEach(table -> here.put(table.name().toString(), table));
    Map<String, TableDescription> there = new LinkedHashMap<>();
    for (TableDescription table : second.tables()) {
      String name = table.name().toString();
      if (backwards.containsKey(name)) {
        there.put(backwards.get(name), table);
      } else if (!rules.renames().containsKey(name)) {
        // What is renamed on its way leaves its old name without a counterpart.
        there.put(name, table);
      }
    }
    Map<String, TablePair> pairs = new TreeMap<>();
    here.forEach(
        (name, table) -> {
          if (included(table.name(), table, first)) {
            pairs.put(
                name,
                Optional.ofNullable(there.get(name))
                    .map(counterpart -> shape.of(table, counterpart))
                    .orElseGet(() -> shape.onlyAtFirst(table, nameAtSecond(table.name()))));
          }
        });
    there.forEach(
        (name, table) -> {
          if (!here.containsKey(name) && included(named(name, table.name()), table, second)) {
            pairs.put(name, shape.onlyAtSecond(named(name, table.name()), table));
          }
        });
    return new ArrayList<>(pairs.values());
  }

  private boolean included(TableName name, TableDescription table, SiteCatalog site) {
    if (!rules.includes(name.schema(), name.table())) {
      return false;
    }
    for (Optional<TableName> parent = table.partitionOf();
        parent.isPresent();
        parent = parent.flatMap(site::table).flatMap(TableDescription::partitionOf)) {
      if (rules.includes(parent.get().schema(), parent.get().table())) {
        return false;
      }
    }
    return true;
  }

  private TableName nameAtSecond(TableName name) {
    return Optional.ofNullable(rules.renames().get(name.toString()))
        .map(written -> named(written, name))
        .orElse(name);
  }

  /** A name as the settings write it; {@code known} when it is written so. */
  private static TableName named(String written, TableName known) {
    int dot = written.indexOf('.');
    return written.equals(known.toString()) || dot < 0
        ? known
        : new TableName(written.substring(0, dot), written.substring(dot + 1));
  }
}
