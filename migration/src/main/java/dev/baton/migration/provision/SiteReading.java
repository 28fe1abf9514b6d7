package dev.baton.migration.provision;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.migration.provision.SitePicture.Own;
import dev.baton.migration.provision.SitePicture.Publication;
import dev.baton.migration.provision.SitePicture.Server;
import dev.baton.migration.provision.SitePicture.Slot;
import dev.baton.migration.provision.SitePicture.Stream;
import dev.baton.migration.schema.BatonSchema;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the parts of a {@link SitePicture} over one connection; changes nothing. */
final class SiteReading {

  // The timeline of the present WAL file's name: that of a checkpoint may be one promotion behind.
  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int,
             current_setting('wal_level'),
             s.system_identifier::text,
             ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
             current_database(),
             current_setting('max_replication_slots')::int,
             (SELECT count(*)::int FROM pg_replication_slots),
             current_setting('max_wal_senders')::int,
             (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'walsender'),
             coalesce(current_setting('max_active_replication_origins', true),
                      current_setting('max_replication_slots'))::int,
             (SELECT count(*)::int FROM pg_replication_origin
               WHERE NOT starts_with(roname, ?)),
             current_setting('track_commit_timestamp')::bool,
             current_user,
             (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
             array(SELECT rolname::text FROM pg_roles
                    WHERE pg_has_role(current_user, oid, 'USAGE'))
        FROM pg_control_system() s
      """;

  private static final String PUBLICATION =
      """
      SELECT p.puballtables,
             p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate AND p.pubviaroot
        FROM pg_publication p WHERE p.pubname = ?
      """;

  // Row filters and column lists came with PostgreSQL 15: read by name, absent before.
  private static final String PUBLISHED =
      """
      SELECT n.nspname, c.relname,
             to_jsonb(r) ->> 'prqual' IS NOT NULL OR to_jsonb(r) ->> 'prattrs' IS NOT NULL
        FROM pg_publication_rel r
        JOIN pg_publication p ON p.oid = r.prpubid
        JOIN pg_class c ON c.oid = r.prrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE p.pubname = ?
      """;

  private final Connection connection;
  private final String link;

  SiteReading(Connection connection, String link) {
    this.connection = connection;
    this.link = link;
  }

  Server server() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SERVER)) {
      statement.setString(1, LinkNames.slotPrefix(link));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Server(
            row.getInt(1),
            row.getString(2),
            row.getString(3),
            row.getInt(4),
            row.getString(5),
            row.getInt(6),
            row.getInt(7),
            row.getInt(8),
            row.getInt(9),
            row.getInt(10),
            row.getInt(11),
            row.getBoolean(12),
            row.getString(13),
            row.getBoolean(14),
            texts(row.getArray(15)));
      }
    }
  }

  SitePicture.Role role(String name, Rights rights) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rolcanlogin, rolreplication, rolsuper, rolbypassrls"
                + " FROM pg_roles WHERE rolname = ?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        boolean exists = row.next();
        return new SitePicture.Role(
            name,
            exists,
            exists && row.getBoolean(1),
            exists && row.getBoolean(2),
            exists && row.getBoolean(3),
            exists && row.getBoolean(4),
            rights.missing());
      }
    }
  }

  Optional<Publication> publication() throws SQLException {
    String name = LinkNames.publication(link);
    boolean allTables;
    boolean asWanted;
    try (PreparedStatement statement = connection.prepareStatement(PUBLICATION)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        allTables = row.getBoolean(1);
        asWanted = row.getBoolean(2);
      }
    }
    Set<TableName> tables = new HashSet<>();
    Set<TableName> limited = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHED)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          TableName table = new TableName(row.getString(1), row.getString(2));
          tables.add(table);
          if (row.getBoolean(3)) {
            limited.add(table);
          }
        }
      }
    }
    return Optional.of(new Publication(allTables, asWanted, tables, limited));
  }

  Map<String, Slot> slots() throws SQLException {
    Map<String, Slot> slots = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT slot_name, active, coalesce(wal_status = 'lost', false)"
                    + " FROM pg_replication_slots WHERE database = current_database()")) {
      while (row.next()) {
        slots.put(
            row.getString(1), new Slot(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
      }
    }
    return slots;
  }

  Own own() throws SQLException {
    int installed = BatonSchema.installed(connection);
    if (installed == 0) {
      return new Own(0, Optional.empty(), Map.of(), Map.of());
    }
    Map<String, Stream> streams = new HashMap<>();
    Map<String, Long> lastSeq = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT stream, slot, source_system, source_timeline, source_database"
                  + " FROM baton.stream")) {
        while (row.next()) {
          streams.put(
              row.getString(1),
              new Stream(row.getString(2), row.getString(3), row.getInt(4), row.getString(5)));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT stream, max(seq) FROM baton.applied GROUP BY stream")) {
        while (row.next()) {
          lastSeq.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return new Own(installed, keyHash(), streams, lastSeq);
  }

  private Optional<String> keyHash() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT encode(sha256(key), 'hex') FROM baton.link_key WHERE link = ?")) {
      statement.setString(1, link);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static Set<String> texts(Array array) throws SQLException {
    return Set.of((String[]) array.getArray());
  }
}
