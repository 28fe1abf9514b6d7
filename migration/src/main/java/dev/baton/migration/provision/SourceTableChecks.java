package dev.baton.migration.provision;

import dev.baton.config.StreamName;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.CarriedTypes;
import dev.baton.connectors.postgresql.ReadableNames;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.connectors.postgresql.TableDescription.IdentityKind;
import dev.baton.connectors.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Checks what publishing a table would break for the applications, or could not carry. */
final class SourceTableChecks {
  /** From here on the server refuses an identity that holds generated columns left out. */
  private static final int GENERATED_IN_IDENTITY_REFUSED = 180000;

  private final SitePicture site;
  private final List<Finding> findings = new ArrayList<>();

  private SourceTableChecks(SitePicture site) {
    this.site = site;
  }

  static List<Finding> of(SitePicture source, LinkTables tables) {
    SourceTableChecks checks = new SourceTableChecks(source);
    for (TableDescription table : tables.readAt(source.name())) {
      for (TableDescription stored : tables.stored(source.name(), table)) {
        checks.identity(stored);
      }
      checks.types(table);
      checks.names(table);
    }
    source.publication().ifPresent(checks::publication);
    return checks.findings;
  }

  /** What the patterns name and replication leaves out. */
  static List<String> notes(StreamName stream, LinkTables tables) {
    return tables.leftOut(stream).stream()
        .map(
            table ->
                "%s at site %s is left out: %s are in no audit trail"
                    .formatted(
                        table.name(),
                        stream.source(),
                        switch (table.kind()) {
                          case VIEW -> "views";
                          case MATERIALIZED_VIEW -> "materialized views";
                          case FOREIGN -> "foreign tables";
                          case ORDINARY, PARTITIONED -> "unlogged tables";
                        }))
        .toList();
  }

  private void identity(TableDescription table) {
    if (!table.identity().usable()) {
      findings.add(
          Finding.blocker(
              ErrorCode.NOT_REPLICABLE,
              "table %s at site %s has nothing that identifies a row, and published its updates and deletes would fail"
                  .formatted(table.name(), site.name()),
              "give it a primary key, or ALTER TABLE %s REPLICA IDENTITY FULL, or exclude it"
                  .formatted(table.name())));
      return;
    }
    List<String> generated =
        table.columns().stream()
            .filter(column -> column.generated() != Generated.NO)
            .map(Column::name)
            .filter(
                name ->
                    table.identity().kind() == IdentityKind.FULL
                        || table.identity().columns().contains(name))
            .toList();
    if (!generated.isEmpty() && site.server().version() >= GENERATED_IN_IDENTITY_REFUSED) {
      findings.add(
          Finding.blocker(
              ErrorCode.NOT_REPLICABLE,
              "the replica identity of table %s at site %s holds generated columns (%s), and published its updates and deletes would fail"
                  .formatted(table.name(), site.name(), String.join(", ", generated)),
              "let a key without them be its replica identity, or exclude it"));
    }
  }

  private void types(TableDescription table) {
    for (Column column : table.columns()) {
      CarriedTypes.refusal(column)
          .filter(reason -> column.generated() == Generated.NO)
          .ifPresent(
              reason ->
                  findings.add(
                      Finding.blocker(
                          ErrorCode.UNSUPPORTED_TYPE,
                          "column %s of table %s at site %s cannot be carried (%s)"
                              .formatted(column.name(), table.name(), site.name(), reason),
                          "change its type, or exclude the table")));
    }
  }

  private void names(TableDescription table) {
    ReadableNames.refusal(table, site.site().reader())
        .ifPresent(
            reason ->
                findings.add(
                    Finding.blocker(
                        ErrorCode.NOT_REPLICABLE,
                        "table %s at site %s cannot be read: %s"
                            .formatted(table.name(), site.name(), reason),
                        "rename it, or set sites.%s.reader: pgoutput, or exclude the table"
                            .formatted(site.name()))));
  }

  private void publication(SitePicture.Publication publication) {
    if (publication.allTables()) {
      findings.add(
          Finding.blocker(
              ErrorCode.REFUSED,
              "the link's publication at site %s is FOR ALL TABLES, which catches Baton's own and later keyless ones"
                  .formatted(site.name()),
              "drop it and run 'baton provision' again"));
    }
    for (TableName table : publication.limited()) {
      findings.add(
          Finding.blocker(
              ErrorCode.NOT_REPLICABLE,
              "the link's publication at site %s has a row filter or a column list on table %s, which can make the applications' updates fail"
                  .formatted(site.name(), table),
              "drop that table from the publication and run 'baton provision' again"));
    }
  }
}
