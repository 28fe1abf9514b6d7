package dev.baton.engine.cli.control;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** One session at each site of a link, as the engine's role. One thread at a time. */
final class LinkSessions implements AutoCloseable {
  private final Map<String, Connection> sessions = new TreeMap<>();
  private final Settings settings;

  /**
   * Connects to every site.
   *
   * @param purpose ends the sessions' application name
   * @throws BatonException UNREACHABLE, AUTHENTICATION, or NOT_PROVISIONED where Baton's tables are
   *     missing
   */
  LinkSessions(Settings settings, String purpose) {
    this.settings = settings;
    try {
      for (SiteSettings site : new TreeMap<>(settings.sites()).values()) {
        sessions.put(site.name(), SiteConnections.open(site, settings.link(), purpose));
        requireTables(site);
      }
    } catch (BatonException e) {
      close();
      throw e;
    }
  }

  Settings settings() {
    return settings;
  }

  Connection at(String site) {
    return sessions.get(site);
  }

  Iterable<String> sites() {
    return sessions.keySet();
  }

  private void requireTables(SiteSettings site) {
    try (Statement statement = at(site.name()).createStatement();
        ResultSet found =
            statement.executeQuery("select to_regclass('baton.stream') is not null")) {
      found.next();
      if (!found.getBoolean(1)) {
        throw new BatonException(
            ErrorCode.NOT_PROVISIONED,
            "Baton's tables are not at site %s; run 'baton provision' first"
                .formatted(SiteConnections.place(site)));
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }

  @Override
  public void close() {
    for (Connection session : sessions.values()) {
      try {
        session.close();
      } catch (SQLException e) {
        // The server ends the session when the socket closes, whatever the driver thinks of it.
        continue;
      }
    }
    sessions.clear();
  }
}
