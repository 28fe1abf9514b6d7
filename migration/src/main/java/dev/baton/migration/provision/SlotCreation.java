package dev.baton.migration.provision;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a logical slot. The server first waits for every transaction open at that moment to end, so
 * the wait is bounded and its end names who is waited for.
 */
final class SlotCreation {
  private static final String QUERY_CANCELED = "57014";

  // Texts of queries may hold values of rows: a session is named by its program and state.
  private static final String OPEN_TRANSACTIONS =
      """
      SELECT 'pid ' || pid || ' (user ' || coalesce(usename, '?') || ', program '''
             || coalesce(application_name, '') || ''', ' || coalesce(state, '?') || ', open for '
             || extract(epoch FROM clock_timestamp() - xact_start)::int || ' s)'
        FROM pg_stat_activity
       WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
      UNION ALL
      SELECT 'prepared transaction ''' || gid || ''' (user ' || owner || ', open for '
             || extract(epoch FROM clock_timestamp() - prepared)::int || ' s)'
        FROM pg_prepared_xacts
      """;

  private SlotCreation() {}

  static void create(Connection connection, String site, String slot, Duration longest)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = " + longest.toMillis());
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT lsn FROM pg_create_logical_replication_slot(?, 'pgoutput')")) {
      statement.setString(1, slot);
      statement.execute();
    } catch (SQLException e) {
      if (QUERY_CANCELED.equals(e.getSQLState())) {
        throw new BatonException(
            ErrorCode.REFUSED,
            "slot %s at site %s was not made in %d ms, for it waits for transactions to end: %s; end them, then run 'baton provision' again"
                .formatted(slot, site, longest.toMillis(), blockers(connection)),
            e);
      }
      throw e;
    } finally {
      try (Statement statement = connection.createStatement()) {
        statement.execute("RESET statement_timeout");
      }
    }
  }

  private static String blockers(Connection connection) throws SQLException {
    List<String> blockers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OPEN_TRANSACTIONS)) {
      while (row.next()) {
        blockers.add(row.getString(1));
      }
    }
    return blockers.isEmpty() ? "none is open any more" : String.join(", ", blockers);
  }
}
