package dev.baton.engine.cli.control;

import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.stream.StatusReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads which engines are registered at the sites of a link. */
final class EngineRows {
  private static final String QUERY =
      """
      select engine, generation, state, version, host, pid,
             (extract(epoch from clock_timestamp() - heartbeat_at) * 1000)::bigint as age
      from baton.engine
      """;

  private EngineRows() {}

  /** One for each engine, as the site that heard of it last tells; the highest generation first. */
  static List<StatusReport.Engine> read(LinkSessions sessions) {
    Map<String, StatusReport.Engine> freshest = new TreeMap<>();
    for (String site : sessions.sites()) {
      try (Statement statement = sessions.at(site).createStatement();
          ResultSet row = statement.executeQuery(QUERY)) {
        while (row.next()) {
          freshest.merge(row.getString("engine"), engine(row), EngineRows::fresher);
        }
      } catch (SQLException e) {
        throw SiteConnections.translate(e, sessions.settings().site(site));
      }
    }
    List<StatusReport.Engine> engines = new ArrayList<>(freshest.values());
    engines.sort(Comparator.comparingLong(StatusReport.Engine::generation).reversed());
    return engines;
  }

  private static StatusReport.Engine engine(ResultSet row) throws SQLException {
    return new StatusReport.Engine(
        row.getString("engine"),
        row.getLong("generation"),
        row.getString("state"),
        row.getString("version"),
        row.getString("host"),
        row.getLong("pid"),
        Math.max(0, row.getLong("age")));
  }

  private static StatusReport.Engine fresher(StatusReport.Engine one, StatusReport.Engine other) {
    return one.heartbeatAgeMillis() <= other.heartbeatAgeMillis() ? one : other;
  }
}
