package dev.baton.it.site;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks one site again and again over one connection, which it opens anew after a failure. For one
 * thread: looking must not cost more than what is looked at.
 */
public final class Probe implements AutoCloseable {

  private final PostgresSite site;
  private Optional<Connection> connection = Optional.empty();

  public Probe(PostgresSite site) {
    this.site = site;
  }

  /** The site it asks. */
  public PostgresSite site() {
    return site;
  }

  /**
   * The first column of a query's rows, as text.
   *
   * @throws SQLException when the site is down, or goes down meanwhile
   */
  public List<String> column(String query) throws SQLException {
    if (connection.isEmpty()) {
      connection = Optional.of(site.admin());
    }
    try (Statement statement = connection.get().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    connection.ifPresent(Probe::closeQuietly);
    connection = Optional.empty();
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The site ended it first.
    }
  }
}
