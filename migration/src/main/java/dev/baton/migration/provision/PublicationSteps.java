package dev.baton.migration.provision;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.migration.provision.SitePicture.Publication;
import dev.baton.migration.schema.BatonSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says what makes a site's publication list exactly the replicated tables, the applied log and the
 * tokens.
 *
 * <p>Tables are listed one by one: {@code FOR TABLES IN SCHEMA} needs a superuser and would catch
 * later tables without identity. Partitions are published under their root's name, so a TRUNCATE of
 * a single partition is not published; the server leaves it out.
 */
final class PublicationSteps {
  private static final List<TableName> OWN =
      List.of(new TableName(BatonSchema.NAME, "applied"), new TableName(BatonSchema.NAME, "token"));
  private static final String OPTIONS =
      "(publish = 'insert, update, delete, truncate', publish_via_partition_root = true)";

  private PublicationSteps() {}

  static List<Step> of(String link, SitePicture site, List<TableDescription> tables) {
    String name = SqlText.identifier(LinkNames.publication(link));
    Set<String> wanted = new TreeSet<>();
    tables.forEach(table -> wanted.add(SqlText.table(table.name())));
    OWN.forEach(table -> wanted.add(SqlText.table(table)));
    if (site.publication().isEmpty()) {
      return List.of(
          new Step.Run(
              site.name(),
              "CREATE PUBLICATION " + name + " FOR TABLE " + only(wanted) + " WITH " + OPTIONS));
    }
    Publication present = site.publication().get();
    Set<String> published =
        present.tables().stream()
            .map(SqlText::table)
            .collect(Collectors.toCollection(TreeSet::new));
    List<Step> steps = new ArrayList<>();
    if (!present.asWanted()) {
      steps.add(new Step.Run(site.name(), "ALTER PUBLICATION " + name + " SET " + OPTIONS));
    }
    Set<String> added = without(wanted, published);
    if (!added.isEmpty()) {
      steps.add(
          new Step.Run(site.name(), "ALTER PUBLICATION " + name + " ADD TABLE " + only(added)));
    }
    Set<String> removed = without(published, wanted);
    if (!removed.isEmpty()) {
      steps.add(
          new Step.Run(site.name(), "ALTER PUBLICATION " + name + " DROP TABLE " + only(removed)));
    }
    return steps;
  }

  private static Set<String> without(Collection<String> all, Collection<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static String only(Set<String> tables) {
    return tables.stream().map(table -> "ONLY " + table).collect(Collectors.joining(", "));
  }
}
