package dev.baton.connectors.postgresql;

import dev.baton.config.Secret;
import dev.baton.config.SiteSettings;
import dev.baton.connectors.pgoutput.TrailSockets;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Opens connections to a PostgreSQL site, all with the same session settings, and turns its errors
 * into Baton's.
 *
 * <p>Values travel as text, so every setting that changes a value's text is pinned: what one
 * session writes the other reads back unaltered. Stateless; any thread. A connection belongs to
 * whoever opened it.
 */
public final class SiteConnections {

  /**
   * Pins everything that changes the text of a value or the meaning of a name. {@link #open} has
   * run it; a pool over {@link #dataSource} runs it on each new connection.
   */
  public static final String SESSION_SETTINGS =
      "SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex';"
          + " SET extra_float_digits = 1; SET TimeZone = 'UTC'; SET xmloption = 'content';"
          + " SET statement_timeout = 0; SET lock_timeout = 0;"
          + " SET lc_monetary = 'C'; SET quote_all_identifiers = off;"
          // A machine that is gone without a word is noticed within seconds: its locks keep others
          // out.
          + " SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;"
          + " SET tcp_keepalives_count = 3;"
          + " SET search_path = pg_catalog, pg_temp";

  private static final int CONNECT_TIMEOUT_SECONDS = 5;
  private static final int LOGIN_TIMEOUT_SECONDS = 10;

  private SiteConnections() {}

  /**
   * Opens a connection as the engine's role, in autocommit.
   *
   * @param purpose ends the application name {@code baton/<link>/<purpose>}
   * @throws BatonException UNREACHABLE or AUTHENTICATION, naming the site and its URL
   */
  public static Connection open(SiteSettings site, String link, String purpose) {
    return connect(site, dataSource(site, link, purpose), site.user());
  }

  /**
   * Opens a connection that speaks the replication protocol, as the engine's role.
   *
   * @param socketsFor argument of the {@link TrailSockets} that make its socket
   * @throws BatonException as {@link #open}
   */
  public static Connection openReplication(
      SiteSettings site, String link, String purpose, String socketsFor) {
    PGSimpleDataSource source = dataSource(site, link, purpose);
    source.setReplication("database");
    // All that such a connection understands.
    source.setPreferQueryMode(PreferQueryMode.SIMPLE);
    // It would strike in the middle of a message, and nothing of the trail could be read after it.
    source.setSocketTimeout(0);
    source.setSocketFactory(TrailSockets.class.getName());
    source.setSocketFactoryArg(socketsFor);
    return connect(site, source, site.user());
  }

  /**
   * Opens a connection as the administrator where the settings name one, else as the engine's role.
   *
   * @throws BatonException as {@link #open}
   */
  public static Connection openAdmin(SiteSettings site, String link, String purpose) {
    return connect(site, adminDataSource(site, link, purpose), adminUser(site));
  }

  /** Where to get plain connections as the administrator, or as the engine's role without one. */
  public static PGSimpleDataSource adminDataSource(SiteSettings site, String link, String purpose) {
    // A password belongs to its user: without admin-password the administrator goes without one.
    Secret password =
        site.adminUser().isPresent() ? site.adminPassword().orElse(null) : site.password();
    return dataSource(site, adminUser(site), password, link, purpose);
  }

  /** The user that {@link #openAdmin} connects as. */
  public static String adminUser(SiteSettings site) {
    return site.adminUser().orElse(site.user());
  }

  /** Where a pool gets its connections; it runs {@link #SESSION_SETTINGS} on each. */
  public static PGSimpleDataSource dataSource(SiteSettings site, String link, String purpose) {
    return dataSource(site, site.user(), site.password(), link, purpose);
  }

  /**
   * Names an error's kind and place. The server's own words are kept only where they cannot hold a
   * row's values, and so is the cause.
   */
  public static BatonException translate(SQLException error, SiteSettings site) {
    return translate(error, site, site.user());
  }

  /** As {@link #translate}, for a connection of {@link #openAdmin}. */
  public static BatonException translateAdmin(SQLException error, SiteSettings site) {
    return translate(error, site, adminUser(site));
  }

  /** The site as messages name it: {@code east (jdbc:postgresql://host:5432/shop)}. */
  public static String place(SiteSettings site) {
    return site.name()
        + " ("
        + site.url().replaceFirst("\\?.*", "").replaceFirst("//.*@", "//")
        + ")";
  }

  private static PGSimpleDataSource dataSource(
      SiteSettings site, String user, Secret password, String link, String purpose) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(site.url());
    } catch (IllegalArgumentException e) {
      throw new BatonException(
          ErrorCode.UNREACHABLE,
          "the URL of site "
              + site.name()
              + " is not of the form jdbc:postgresql://host:port/database; correct sites."
              + site.name()
              + ".url");
    }
    source.setUser(user);
    Optional.ofNullable(password).map(Secret::reveal).ifPresent(source::setPassword);
    source.setApplicationName("baton/" + link + "/" + purpose);
    source.setAssumeMinServerVersion("12");
    source.setTcpKeepAlive(true);
    // Else the driver's errors quote statements with their values, and pools log them.
    source.setLogServerErrorDetail(false);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
    return source;
  }

  private static Connection connect(SiteSettings site, PGSimpleDataSource source, String user) {
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute(SESSION_SETTINGS);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw translate(e, site, user);
    }
  }

  private static BatonException translate(SQLException error, SiteSettings site, String user) {
    String state = Optional.ofNullable(error.getSQLState()).orElse("");
    String place = place(site);
    return switch (SqlErrorClass.of(state)) {
      case CREDENTIALS ->
          new BatonException(
              ErrorCode.AUTHENTICATION,
              "site %s refuses user '%s': %s; check user and password of sites.%s and the server's pg_hba.conf"
                  .formatted(place, user, words(error), site.name()),
              error);
      case DATABASE ->
          new BatonException(
              ErrorCode.AUTHENTICATION,
              "site %s: %s; check the database in sites.%s.url"
                  .formatted(place, words(error), site.name()),
              error);
      case CONNECTION ->
          new BatonException(
              ErrorCode.UNREACHABLE,
              "site %s cannot be reached: %s; check that the server runs and that sites.%s.url is right"
                  .formatted(place, words(error), site.name()),
              error);
      case ROOM ->
          new BatonException(
              ErrorCode.UNREACHABLE,
              "site %s has no room: %s; free connections, memory or disk there"
                  .formatted(place, words(error)),
              error);
      case PRIVILEGE ->
          new BatonException(
              ErrorCode.MISSING_GRANT,
              "site %s refuses user '%s': %s; run 'baton provision' with an admin-user, or grant it"
                  .formatted(place, user, words(error)),
              error);
      case CONTENTION ->
          new BatonException(
              ErrorCode.TRANSIENT,
              "site %s: %s; it goes again".formatted(place, words(error)),
              error);
      case IN_USE ->
          new BatonException(
              ErrorCode.SLOT_IN_USE,
              "site %s: %s; end the session that uses it".formatted(place, words(error)),
              error);
      // Of a value these words hold no more than the name of an object that the source has.
      case NAME ->
          new BatonException(
              ErrorCode.SCHEMA_MISMATCH,
              "site %s: %s; compare the schemas of both sites".formatted(place, words(error)),
              error);
      case STATE ->
          new BatonException(
              ErrorCode.REFUSED,
              "site %s refuses: %s; mend that, then run the command again"
                  .formatted(place, words(error)),
              error);
      // Words and cause may quote a row's values: only the state goes on.
      case OTHER ->
          new BatonException(
              ErrorCode.INTERNAL,
              "site %s answered with SQLSTATE %s; the server's log has the rest"
                  .formatted(place, state));
    };
  }

  /** The message without detail, hint and context, which may quote rows. */
  private static String words(SQLException error) {
    if (error instanceof PSQLException postgresql) {
      ServerErrorMessage server = postgresql.getServerErrorMessage();
      if (server != null && server.getMessage() != null) {
        return server.getMessage();
      }
    }
    return Optional.ofNullable(error.getMessage()).orElse(error.getClass().getSimpleName());
  }
}
