package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.SqlText;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes away what a link left at its sites: slots, replication origins, publications and Baton's
 * schema (where another link shares it, only this link's rows). Roles and their grants stay, for
 * they may serve others. May be run again, also after half of it.
 *
 * <p>Slots go before rows: a slot without an ownership row is then always one that nobody has read.
 */
public final class Deprovisioning {

  private static final String PURPOSE = "deprovision";

  /** A server may show a session for a moment after its client has closed it. */
  private static final Duration LEAVES_WITHIN = Duration.ofSeconds(2);

  /** Blocks until all is gone; instances hold no state and any thread may use them. */
  public Deprovisioning() {}

  /**
   * Removes every trace of the link at both sites.
   *
   * @return what was removed, one sentence each; empty when nothing was there
   * @throws BatonException SLOT_IN_USE while an engine of the link runs, and then nothing was
   *     touched
   */
  public List<String> apply(Settings settings) {
    try (SiteSessions sessions = SiteSessions.open(settings, PURPOSE)) {
      for (String site : sessions.all().keySet()) {
        sessions.on(site, c -> requireIdle(c, settings.link(), site));
      }
      List<String> removed = new ArrayList<>();
      for (String site : sessions.all().keySet()) {
        removed.addAll(sessions.on(site, c -> origins(c, settings, site)));
      }
      for (String site : sessions.all().keySet()) {
        removed.addAll(sessions.on(site, c -> slots(c, settings.link(), site)));
      }
      for (String site : sessions.all().keySet()) {
        removed.addAll(sessions.on(site, c -> publication(c, settings.link(), site)));
        removed.addAll(sessions.on(site, c -> schema(c, settings, site)));
      }
      return removed;
    }
  }

  private static boolean requireIdle(Connection connection, String link, String site)
      throws SQLException {
    long deadline = System.nanoTime() + LEAVES_WITHIN.toNanos();
    Optional<String> sign = signOfWork(connection, link, site);
    while (sign.isPresent() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      sign = signOfWork(connection, link, site);
    }
    if (sign.isPresent()) {
      throw new BatonException(
          ErrorCode.SLOT_IN_USE,
          "the link is still at work: " + sign.get() + "; run 'baton stop -c FILE' first");
    }
    return true;
  }

  private static Optional<String> signOfWork(Connection connection, String link, String site)
      throws SQLException {
    for (String slot : slotsOf(connection, link)) {
      List<String> readers =
          texts(
              connection,
              "SELECT active_pid::text FROM pg_replication_slots WHERE active AND slot_name = ?",
              slot);
      if (!readers.isEmpty()) {
        return Optional.of(
            "slot %s at site %s is read by pid %s".formatted(slot, site, readers.getFirst()));
      }
    }
    // A paused engine reads no slot, yet its lanes are connected.
    List<String> sessions =
        texts(
            connection,
            "SELECT application_name || ' (pid ' || pid || ')' FROM pg_stat_activity"
                + " WHERE starts_with(application_name, ?) AND pid <> pg_backend_pid()",
            "baton/" + link + "/");
    return sessions.stream()
        .findFirst()
        .map(session -> "site %s has a session %s".formatted(site, session));
  }

  // Another link's name may begin with this one's; its publication tells which slots are its own.
  private static List<String> slotsOf(Connection connection, String link) throws SQLException {
    return texts(
        connection,
        """
        SELECT s.slot_name::text
          FROM pg_replication_slots s CROSS JOIN (SELECT ?::text AS prefix) l
         WHERE s.database = current_database() AND s.plugin = 'pgoutput'
           AND starts_with(s.slot_name, l.prefix)
           AND NOT EXISTS (SELECT FROM pg_publication p
                            WHERE starts_with(p.pubname, l.prefix)
                              AND starts_with(s.slot_name, p.pubname || '_'))
         ORDER BY 1
        """,
        LinkNames.slotPrefix(link));
  }

  private static List<String> origins(Connection connection, Settings settings, String site)
      throws SQLException {
    List<String> removed = new ArrayList<>();
    for (String source : settings.sites().keySet()) {
      String pattern = LinkNames.originPattern(settings.link(), new StreamName(source, site));
      List<String> names =
          texts(
              connection,
              "SELECT roname FROM pg_replication_origin WHERE roname ~ ? ORDER BY 1",
              pattern);
      for (String origin : names) {
        run(connection, "SELECT pg_replication_origin_drop(" + SqlText.literal(origin) + ")");
        removed.add("replication origin %s at site %s".formatted(origin, site));
      }
    }
    return removed;
  }

  private static List<String> slots(Connection connection, String link, String site)
      throws SQLException {
    List<String> removed = new ArrayList<>();
    for (String slot : slotsOf(connection, link)) {
      run(connection, "SELECT pg_drop_replication_slot(" + SqlText.literal(slot) + ")");
      removed.add("slot %s at site %s".formatted(slot, site));
    }
    return removed;
  }

  private static List<String> publication(Connection connection, String link, String site)
      throws SQLException {
    String name = LinkNames.publication(link);
    if (texts(connection, "SELECT pubname::text FROM pg_publication WHERE pubname = ?", name)
        .isEmpty()) {
      return List.of();
    }
    run(connection, "DROP PUBLICATION " + SqlText.identifier(name));
    return List.of("publication %s at site %s".formatted(name, site));
  }

  private static List<String> schema(Connection connection, Settings settings, String site)
      throws SQLException {
    if (texts(connection, "SELECT nspname::text FROM pg_namespace WHERE nspname = ?", "baton")
        .isEmpty()) {
      return List.of();
    }
    List<String> keys =
        texts(
            connection,
            "SELECT relname::text FROM pg_class WHERE relname = ?"
                + " AND relnamespace = 'baton'::regnamespace",
            "link_key");
    boolean shared =
        !keys.isEmpty()
            && !texts(
                    connection, "SELECT link FROM baton.link_key WHERE link <> ?", settings.link())
                .isEmpty();
    if (!shared) {
      run(connection, "DROP SCHEMA baton CASCADE");
      return List.of("schema baton at site " + site);
    }
    for (StreamName stream : settings.replicate().streams()) {
      for (String table :
          List.of("stream", "applied", "stream_status", "handover", "token", "shadow", "digest")) {
        run(
            connection,
            "DELETE FROM baton." + table + " WHERE stream = " + SqlText.literal(stream.toString()));
      }
    }
    for (String table : List.of("workflow", "link_key")) {
      run(
          connection,
          "DELETE FROM baton." + table + " WHERE link = " + SqlText.literal(settings.link()));
    }
    return List.of("the link's rows in schema baton, which another link shares, at site " + site);
  }

  private static List<String> texts(Connection connection, String sql, String argument)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        List<String> texts = new ArrayList<>();
        while (row.next()) {
          texts.add(row.getString(1));
        }
        return texts;
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
