package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.schema.BatonSchema;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGConnection;

/** Carries out the steps of a plan, one by one, over the administrators' connections. */
final class StepRunner {
  private static final int KEY_BYTES = 32;

  private final Settings settings;
  private final SiteSessions sessions;
  private final Map<String, SitePicture> sites;
  private final Duration longestSlotWait;

  StepRunner(
      Settings settings,
      SiteSessions sessions,
      Map<String, SitePicture> sites,
      Duration longestSlotWait) {
    this.settings = settings;
    this.sessions = sessions;
    this.sites = sites;
    this.longestSlotWait = longestSlotWait;
  }

  void run(Step step) {
    sessions.on(
        step.site(),
        connection -> {
          carryOut(step, connection);
          return step;
        });
  }

  private void carryOut(Step step, Connection connection) throws SQLException {
    switch (step) {
      case Step.Run run -> {
        try (Statement statement = connection.createStatement()) {
          statement.execute(run.sql());
        }
      }
      case Step.SetPassword password -> setPassword(connection, password.site());
      case Step.MigrateSchema schema ->
          BatonSchema.migrate(
              SiteConnections.adminDataSource(
                  settings.site(schema.site()), settings.link(), "provision"),
              schema.site());
      case Step.WriteLinkKey key -> writeKey(connection, key);
      case Step.CreateSlot slot ->
          SlotCreation.create(connection, slot.site(), slot.slot(), longestSlotWait);
      case Step.StartStream start -> startStream(connection, start);
    }
  }

  // The driver sends the hash the server would store: the password itself is in no server log.
  private void setPassword(Connection connection, String site) throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(
            settings.site(site).user(),
            settings.site(site).password().reveal().toCharArray(),
            "scram-sha-256");
  }

  private void writeKey(Connection connection, Step.WriteLinkKey step) throws SQLException {
    Optional<byte[]> present = Optional.empty();
    for (String site : sessions.all().keySet()) {
      if (present.isEmpty()) {
        present = sessions.on(site, this::key);
      }
    }
    byte[] key = present.orElseGet(StepRunner::newKey);
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO baton.link_key (link, key) VALUES (?, ?)")) {
      statement.setString(1, step.link());
      statement.setBytes(2, key);
      statement.executeUpdate();
    }
  }

  private static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private Optional<byte[]> key(Connection connection) throws SQLException {
    if (BatonSchema.installed(connection) == 0) {
      return Optional.empty();
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT key FROM baton.link_key WHERE link = ?")) {
      statement.setString(1, settings.link());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
      }
    }
  }

  /**
   * Invariant: a stream's first progress is the position of a slot that nobody has read. An engine
   * reads only streams that have an ownership row, and deprovisioning drops slots before rows; so a
   * slot that is there without the row was never read, whoever made it.
   */
  private void startStream(Connection target, Step.StartStream start) throws SQLException {
    String position =
        sessions.on(start.stream().source(), source -> confirmedPosition(source, start));
    SitePicture.Server server = sites.get(start.stream().source()).server();
    target.setAutoCommit(false);
    try (PreparedStatement owner =
            target.prepareStatement(
                "INSERT INTO baton.stream (stream, source_site, target_site, source_system,"
                    + " source_timeline, source_database, slot) VALUES (?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement progress =
            target.prepareStatement(
                "INSERT INTO baton.applied (stream, seq, generation, engine, source_position,"
                    + " source_commit_time, transactions, rows, taken)"
                    + " VALUES (?, 1, 0, '', ?, now(), 0, 0, true)")) {
      owner.setString(1, start.stream().toString());
      owner.setString(2, start.stream().source());
      owner.setString(3, start.stream().target());
      owner.setString(4, server.system());
      owner.setInt(5, server.timeline());
      owner.setString(6, server.database());
      owner.setString(7, start.slot());
      owner.executeUpdate();
      progress.setString(1, start.stream().toString());
      progress.setString(2, position);
      progress.executeUpdate();
      target.commit();
    } finally {
      target.rollback();
      target.setAutoCommit(true);
    }
  }

  private static String confirmedPosition(Connection source, Step.StartStream start)
      throws SQLException {
    try (PreparedStatement statement =
        source.prepareStatement(
            "SELECT confirmed_flush_lsn::text FROM pg_replication_slots"
                + " WHERE slot_name = ? AND plugin = 'pgoutput' AND confirmed_flush_lsn IS NOT NULL"
                + " AND database = current_database()")) {
      statement.setString(1, start.slot());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new BatonException(
              ErrorCode.SLOT_LOST,
              "slot %s at site %s is gone again before its stream began; run 'baton provision' again"
                  .formatted(start.slot(), start.stream().source()));
        }
        return row.getString(1);
      }
    }
  }
}
