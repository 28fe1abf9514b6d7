package dev.baton.connectors.postgresql;

import dev.baton.connectors.spi.OpenTransaction;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.TransactionId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Tells which transactions are open in a database, and ends their sessions. Other users' statements
 * are shown to members of {@code pg_read_all_stats}; ending takes {@code pg_signal_backend}.
 *
 * <p>Ids in {@code pg_stat_activity} and {@code pg_prepared_xacts} are 32 bits wide; the next one
 * to be given tells their epoch.
 */
final class PostgresActivity {

  private static final String OPEN =
      """
      with now as (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next_id)
      select a.pid, coalesce(a.usename, ''), a.xact_start, coalesce(a.query, ''),
             a.backend_xid::text::bigint, now.next_id
      from pg_stat_activity a, now
      where a.datname = current_database() and a.pid <> pg_backend_pid()
        and a.backend_xid is not null and a.backend_type = 'client backend'
      union all
      select 0, p.owner::text, p.prepared, p.gid, p.transaction::text::bigint, now.next_id
      from pg_prepared_xacts p, now
      where p.database = current_database()
      order by 3
      """;

  private final Connection connection;

  PostgresActivity(Connection connection) {
    this.connection = connection;
  }

  private static final String SHOWN =
      "select o.*, (extract(epoch from clock_timestamp() - o.xact_start) * 1000)::bigint from ("
          + OPEN
          + ") o (pid, usename, xact_start, query, id, next_id)";

  /** A prepared transaction has no session and blocks as 0. */
  private static final String HOLDING_UP =
      SHOWN
          + ", pg_replication_slots s join pg_stat_activity m on m.pid = s.active_pid"
          + " where s.slot_name = ? and (o.xact_start < m.query_start"
          + " or o.pid = any (pg_blocking_pids(m.pid)))";

  /** Oldest first; the caller's own is left out, and so are those that have changed nothing. */
  List<OpenTransaction> open() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SHOWN)) {
      return read(query);
    }
  }

  /** Those open when the making of a slot began, and those that it waits for just now. */
  List<OpenTransaction> holdingUp(String slot) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(HOLDING_UP)) {
      query.setString(1, slot);
      return read(query);
    }
  }

  private static List<OpenTransaction> read(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      List<OpenTransaction> open = new ArrayList<>();
      while (rows.next()) {
        open.add(
            new OpenTransaction(
                rows.getInt(1),
                rows.getString(2),
                Math.max(0, rows.getLong(7)),
                rows.getString(4),
                TransactionId.widen((int) rows.getLong(5), new TransactionId(rows.getLong(6)))
                    .value()));
      }
      return open;
    }
  }

  /**
   * The snapshot is taken before the rest is looked at: the other order misses what begins between.
   */
  ActiveTransactions list() throws SQLException {
    String snapshot;
    try (PreparedStatement query =
            connection.prepareStatement("select pg_current_snapshot()::text");
        ResultSet row = query.executeQuery()) {
      row.next();
      snapshot = row.getString(1);
    }
    List<OpenTransaction> open = open();
    return ActiveTransactions.fromDatabase(snapshot, ids(open, false), ids(open, true));
  }

  private static List<TransactionId> ids(List<OpenTransaction> open, boolean prepared) {
    return open.stream()
        .filter(one -> one.prepared() == prepared)
        .map(one -> new TransactionId(one.transactionId()))
        .toList();
  }

  /** Ends sessions; those that are gone already are no error. */
  void end(Collection<Integer> pids) throws SQLException {
    try (PreparedStatement end =
        connection.prepareStatement(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid = any (?)")) {
      Array wanted = connection.createArrayOf("int4", pids.toArray());
      end.setArray(1, wanted);
      end.execute();
    }
  }
}
