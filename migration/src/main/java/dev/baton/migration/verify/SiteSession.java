package dev.baton.migration.verify;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.postgresql.SiteConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One connection to a site with every setting pinned that changes a value's text; runs one
 * transaction at a time, each short, so that no long snapshot holds back the site's clean-up. One
 * thread at a time.
 */
final class SiteSession implements AutoCloseable {
  private final SiteSettings site;
  private final Connection connection;

  private SiteSession(SiteSettings site, Connection connection) {
    this.site = site;
    this.connection = connection;
  }

  /** Work done on the connection inside one transaction. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  static SiteSession open(SiteSettings site, String link) {
    SiteSession session = new SiteSession(site, SiteConnections.open(site, link, "verify"));
    try (Statement statement = session.connection.createStatement()) {
      statement.execute(CanonicalText.pinning(false));
      session.connection.setAutoCommit(false);
      return session;
    } catch (SQLException e) {
      session.close();
      throw SiteConnections.translate(e, site);
    }
  }

  String name() {
    return site.name();
  }

  /** Runs under one snapshot and changes nothing. */
  <T> T read(Work<T> work) {
    return transact(Connection.TRANSACTION_REPEATABLE_READ, true, work);
  }

  /** Runs in read committed: each statement sees what was committed before it. */
  <T> T write(Work<T> work) {
    return transact(Connection.TRANSACTION_READ_COMMITTED, false, work);
  }

  private <T> T transact(int isolation, boolean readOnly, Work<T> work) {
    try {
      connection.setTransactionIsolation(isolation);
      connection.setReadOnly(readOnly);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } finally {
        // Nothing is left of it after a commit, all of it after an error.
        connection.rollback();
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }
}
