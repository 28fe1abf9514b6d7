package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** One administrator's connection to each site that the link's streams touch. One thread. */
final class SiteSessions implements AutoCloseable {
  private final Settings settings;
  private final Map<String, Connection> connections = new LinkedHashMap<>();

  private SiteSessions(Settings settings) {
    this.settings = settings;
  }

  static SiteSessions open(Settings settings, String purpose) {
    SiteSessions sessions = new SiteSessions(settings);
    try {
      for (String site : sitesOf(settings)) {
        sessions.connections.put(
            site, SiteConnections.openAdmin(settings.site(site), settings.link(), purpose));
      }
      return sessions;
    } catch (BatonException e) {
      sessions.close();
      throw e;
    }
  }

  static TreeSet<String> sitesOf(Settings settings) {
    TreeSet<String> names = new TreeSet<>();
    for (StreamName stream : settings.replicate().streams()) {
      names.add(stream.source());
      names.add(stream.target());
    }
    return names;
  }

  Connection at(String site) {
    return connections.get(site);
  }

  Map<String, Connection> all() {
    return connections;
  }

  /** Work over one site's connection that may fail as SQL does. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Does the work and names the site in what goes wrong. */
  <T> T on(String site, Work<T> work) {
    try {
      return work.with(at(site));
    } catch (SQLException e) {
      throw SiteConnections.translateAdmin(e, site(site));
    }
  }

  SiteSettings site(String name) {
    return settings.site(name);
  }

  @Override
  public void close() {
    for (Connection connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server ends a session whose connection is gone; nothing was left undecided in it.
        continue;
      }
    }
  }
}
