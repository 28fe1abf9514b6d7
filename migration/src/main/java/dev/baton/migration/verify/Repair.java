package dev.baton.migration.verify;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one site equal to the other in rows that differ steadily, a hundred to a transaction.
 *
 * <p>Each transaction locks the rows, then looks at both sites once more: a row that no longer
 * looks as it was compared is left alone, for a change may be on its way. Triggers and foreign keys
 * stay out of it (replica role). The session carries a replication origin of its own, by which
 * streams know the repair and do not send it back (but under {@code reader: debezium}, which does
 * not tell origins, where the server does not filter by them); only one repair of a site can run at
 * a time.
 */
final class Repair implements AutoCloseable {
  private static final int ROWS_A_TRANSACTION = 100;
  private static final String LOCK_TIMEOUT = "5s";

  private final SiteSession source;
  private final boolean firstIsTarget;
  private final String origin;
  private final SiteSession target;

  Repair(Settings settings, String site, BothSites sites) {
    this.firstIsTarget = sites.first().name().equals(site);
    this.source = firstIsTarget ? sites.second() : sites.first();
    this.origin = LinkNames.repairOrigin(settings.link(), new StreamName(source.name(), site));
    this.target = SiteSession.open(settings.site(site), settings.link());
    try {
      target.write(this::takeOrigin);
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** Returns how many of the rows were made equal. */
  long apply(TablePair pair, List<Suspect> steady) {
    long repaired = 0;
    for (int from = 0; from < steady.size(); from += ROWS_A_TRANSACTION) {
      List<Suspect> batch =
          steady.subList(from, Math.min(steady.size(), from + ROWS_A_TRANSACTION));
      repaired += target.write(c -> repair(c, pair, batch));
    }
    return repaired;
  }

  private long repair(Connection connection, TablePair pair, List<Suspect> batch)
      throws SQLException {
    TableSide here = firstIsTarget ? pair.first() : pair.second();
    TableSide there = firstIsTarget ? pair.second() : pair.first();
    List<RowKey> keys = batch.stream().map(Suspect::key).toList();
    setting(connection, "session_replication_role", "replica");
    setting(connection, "lock_timeout", LOCK_TIMEOUT);
    RowWriter writer = new RowWriter(connection, here);
    writer.lock(keys);
    Map<RowKey, Digest> now = TableQueries.lookup(connection, here, keys);
    SourceLook look =
        source.read(
            c ->
                new SourceLook(
                    TableQueries.lookup(c, there, keys), TableQueries.values(c, there, keys)));
    try {
      long repaired = 0;
      for (Suspect suspect : batch) {
        Digest ours = now.getOrDefault(suspect.key(), Digest.NONE);
        Digest theirs = look.digests().getOrDefault(suspect.key(), Digest.NONE);
        boolean asCompared =
            ours.equals(firstIsTarget ? suspect.first() : suspect.second())
                && theirs.equals(firstIsTarget ? suspect.second() : suspect.first());
        Optional<List<String>> values = Optional.ofNullable(look.values().get(suspect.key()));
        if (asCompared) {
          repaired += writer.makeEqual(suspect.key(), ours.rows(), theirs.rows(), values);
        }
      }
      return repaired;
    } catch (SQLException e) {
      throw refused(e, here);
    }
  }

  /** What the other site has for the rows of one transaction, under one snapshot. */
  private record SourceLook(Map<RowKey, Digest> digests, Map<RowKey, List<String>> values) {}

  /** Constraint and value errors by their code alone: the server's words quote the row. */
  private RuntimeException refusedValue(String state, TableSide table) {
    return new BatonException(
        ErrorCode.APPLY_REFUSED,
        "site %s refuses a repaired row of %s with SQLSTATE %s; nothing of that transaction was written. Remove what stands against it there and run the repair again"
            .formatted(target.name(), table.name(), state));
  }

  private SQLException refused(SQLException error, TableSide table) {
    String state = Optional.ofNullable(error.getSQLState()).orElse("");
    if (state.startsWith("22") || state.startsWith("23") || state.startsWith("428")) {
      throw refusedValue(state, table);
    }
    return error;
  }

  private Void takeOrigin(Connection connection) throws SQLException {
    call(
        connection,
        "SELECT pg_replication_origin_create(?) WHERE pg_replication_origin_oid(?) IS NULL",
        origin,
        origin);
    connection.commit();
    call(connection, "SELECT pg_replication_origin_session_setup(?)", origin);
    return null;
  }

  private Void dropOrigin(Connection connection) throws SQLException {
    call(connection, "SELECT pg_replication_origin_session_reset()");
    call(connection, "SELECT pg_replication_origin_drop(?)", origin);
    return null;
  }

  private static void setting(Connection connection, String name, String value)
      throws SQLException {
    call(connection, "SELECT set_config(?, ?, true)", name, value);
  }

  private static void call(Connection connection, String sql, String... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
      }
    }
  }

  @Override
  public void close() {
    try (target) {
      target.write(this::dropOrigin);
    }
  }
}
