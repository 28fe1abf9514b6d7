package dev.baton.migration.provision;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What provisioning sees of one site before it decides anything. */
record SitePicture(
    SiteSettings site,
    Server server,
    Role role,
    Catalog catalog,
    Optional<Publication> publication,
    Map<String, Slot> slots,
    Own own) {

  SitePicture {
    slots = Map.copyOf(slots);
  }

  String name() {
    return site.name();
  }

  /**
   * The server and what it has left.
   *
   * @param version as in server_version_num
   * @param user whom this connection is
   * @param usersRoles roles whose tables this connection may treat as its own
   * @param maxOrigins the bound on replication origins in use, whatever it is called there
   */
  record Server(
      int version,
      String walLevel,
      String system,
      int timeline,
      String database,
      int maxSlots,
      int usedSlots,
      int maxSenders,
      int usedSenders,
      int maxOrigins,
      int foreignOrigins,
      boolean commitTimestamps,
      String user,
      boolean superuser,
      Set<String> usersRoles) {
    Server {
      usersRoles = Set.copyOf(usersRoles);
    }
  }

  /** The engine's role. {@code missing} are the rights it needs there and lacks. */
  record Role(
      String name,
      boolean exists,
      boolean login,
      boolean replication,
      boolean superuser,
      boolean bypassesRowSecurity,
      List<Right> missing) {
    Role {
      missing = List.copyOf(missing);
    }
  }

  /** The link's publication. {@code limited} are tables with a row filter or a column list. */
  record Publication(
      boolean allTables, boolean asWanted, Set<TableName> tables, Set<TableName> limited) {
    Publication {
      tables = Set.copyOf(tables);
      limited = Set.copyOf(limited);
    }
  }

  /** A logical slot of this database. */
  record Slot(String name, boolean active, boolean lost) {}

  /** A row of baton.stream. */
  record Stream(String slot, String sourceSystem, int sourceTimeline, String sourceDatabase) {}

  /**
   * What Baton's tables hold.
   *
   * @param schema number of the last script the site has had; 0 without a schema
   * @param keyHash a hash of the link's key
   * @param lastSeq the last number in the applied log by stream
   */
  record Own(
      int schema,
      Optional<String> keyHash,
      Map<String, Stream> streams,
      Map<String, Long> lastSeq) {
    Own {
      streams = Map.copyOf(streams);
      lastSeq = Map.copyOf(lastSeq);
    }
  }
}
