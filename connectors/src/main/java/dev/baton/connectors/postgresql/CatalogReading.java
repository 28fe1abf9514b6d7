package dev.baton.connectors.postgresql;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.ForeignKey;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.connectors.postgresql.TableDescription.Identity;
import dev.baton.connectors.postgresql.TableDescription.IdentityKind;
import dev.baton.connectors.postgresql.TableDescription.Kind;
import dev.baton.connectors.postgresql.TableDescription.ReplicaIdentity;
import dev.baton.connectors.postgresql.TableDescription.SequenceDescription;
import dev.baton.connectors.postgresql.TableDescription.Trigger;
import dev.baton.connectors.postgresql.TableDescription.TriggerMode;
import dev.baton.connectors.postgresql.TableDescription.UniqueIndex;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts one reading of a catalog together from its seven answers. Used once, by one thread. */
final class CatalogReading {

  private record ColumnKey(long table, int number) {}

  private final Map<Long, List<String>> typeParts = new HashMap<>();
  private final Map<ColumnKey, SequenceDescription> sequences = new HashMap<>();
  private final Map<Long, List<Column>> columns = new HashMap<>();
  private final Map<Long, List<UniqueIndex>> indexes = new HashMap<>();
  private final Map<Long, List<Trigger>> triggers = new HashMap<>();
  private final Map<Long, List<ForeignKey>> foreignKeys = new HashMap<>();
  private final List<TableDescription> tables = new ArrayList<>();

  private interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  List<TableDescription> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CatalogQueries.ALL);
      List<RowTaker> takers =
          List.of(
              this::takeType,
              this::takeSequence,
              this::takeColumn,
              this::takeIndex,
              this::takeTrigger,
              this::takeForeignKey,
              this::takeTable);
      for (RowTaker taker : takers) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            taker.take(rows);
          }
        }
        statement.getMoreResults();
      }
    }
    return tables;
  }

  private void takeType(ResultSet row) throws SQLException {
    typeParts.put(row.getLong(1), texts(row.getArray(2)));
  }

  private void takeSequence(ResultSet row) throws SQLException {
    sequences.put(
        new ColumnKey(row.getLong(1), row.getInt(2)),
        new SequenceDescription(
            new TableName(row.getString(3), row.getString(4)),
            row.getLong(5),
            row.getLong(6),
            row.getBoolean(7)));
  }

  private void takeColumn(ResultSet row) throws SQLException {
    long table = row.getLong(1);
    int number = row.getInt(3);
    Identity identity = identity(row.getString(11));
    Generated generated = generated(row.getString(10));
    of(columns, table)
        .add(
            new Column(
                row.getString(2),
                number,
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getString(7),
                typeParts.getOrDefault(row.getLong(8), List.of()),
                row.getBoolean(9),
                generated,
                identity,
                identity != Identity.NO || generated == Generated.NO && row.getBoolean(12),
                Optional.ofNullable(sequences.get(new ColumnKey(table, number)))));
  }

  private void takeIndex(ResultSet row) throws SQLException {
    of(indexes, row.getLong(1))
        .add(
            new UniqueIndex(
                row.getString(2),
                texts(row.getArray(9)),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(10)));
  }

  private void takeTrigger(ResultSet row) throws SQLException {
    of(triggers, row.getLong(1)).add(new Trigger(row.getString(2), mode(row.getString(3))));
  }

  private void takeForeignKey(ResultSet row) throws SQLException {
    of(foreignKeys, row.getLong(1))
        .add(
            new ForeignKey(
                row.getString(2),
                texts(row.getArray(6)),
                new TableName(row.getString(3), row.getString(4)),
                texts(row.getArray(7)),
                row.getBoolean(5)));
  }

  private void takeTable(ResultSet row) throws SQLException {
    long oid = row.getLong(1);
    List<Column> own = of(columns, oid);
    List<UniqueIndex> unique = of(indexes, oid);
    tables.add(
        new TableDescription(
            new TableName(row.getString(2), row.getString(3)),
            oid,
            kind(row.getString(4)),
            row.getString(8),
            row.getString(5).equals("p"),
            row.getBoolean(7),
            partitioned(row.getString(9), row.getString(10)),
            own,
            unique.stream()
                .filter(UniqueIndex::primary)
                .findFirst()
                .map(UniqueIndex::columns)
                .orElse(List.of()),
            identityOf(row.getString(6), own, unique),
            unique,
            row.getBoolean(12),
            of(triggers, oid),
            of(foreignKeys, oid),
            row.getString(11)));
  }

  private static Optional<TableName> partitioned(String schema, String table) {
    return table == null ? Optional.empty() : Optional.of(new TableName(schema, table));
  }

  private static ReplicaIdentity identityOf(
      String written, List<Column> columns, List<UniqueIndex> indexes) {
    return switch (written) {
      // A deferrable key identifies nothing: the server does not use it as a replica identity.
      case "d" ->
          new ReplicaIdentity(
              IdentityKind.DEFAULT,
              indexes.stream()
                  .filter(index -> index.primary() && index.immediate())
                  .findFirst()
                  .map(UniqueIndex::columns)
                  .orElse(List.of()));
      case "i" ->
          new ReplicaIdentity(
              IdentityKind.INDEX,
              indexes.stream()
                  .filter(UniqueIndex::replicaIdentity)
                  .findFirst()
                  .map(UniqueIndex::columns)
                  .orElse(List.of()));
      case "f" ->
          new ReplicaIdentity(
              IdentityKind.FULL,
              columns.stream()
                  .filter(column -> column.generated() == Generated.NO)
                  .map(Column::name)
                  .toList());
      case "n" -> new ReplicaIdentity(IdentityKind.NOTHING, List.of());
      default -> throw new IllegalStateException("unknown replica identity " + written);
    };
  }

  private static Kind kind(String written) {
    return switch (written) {
      case "r" -> Kind.ORDINARY;
      case "p" -> Kind.PARTITIONED;
      case "v" -> Kind.VIEW;
      case "m" -> Kind.MATERIALIZED_VIEW;
      case "f" -> Kind.FOREIGN;
      default -> throw new IllegalStateException("unknown kind of relation " + written);
    };
  }

  private static Generated generated(String written) {
    return switch (written) {
      case "" -> Generated.NO;
      case "s" -> Generated.STORED;
      case "v" -> Generated.VIRTUAL;
      default -> throw new IllegalStateException("unknown kind of generated column " + written);
    };
  }

  private static Identity identity(String written) {
    return switch (written) {
      case "" -> Identity.NO;
      case "a" -> Identity.ALWAYS;
      case "d" -> Identity.BY_DEFAULT;
      default -> throw new IllegalStateException("unknown kind of identity column " + written);
    };
  }

  private static TriggerMode mode(String written) {
    return switch (written) {
      case "O" -> TriggerMode.ORIGIN;
      case "R" -> TriggerMode.REPLICA;
      case "A" -> TriggerMode.ALWAYS;
      case "D" -> TriggerMode.DISABLED;
      default -> throw new IllegalStateException("unknown mode of trigger " + written);
    };
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static <T> List<T> of(Map<Long, List<T>> byTable, long table) {
    return byTable.computeIfAbsent(table, unseen -> new ArrayList<>());
  }
}
