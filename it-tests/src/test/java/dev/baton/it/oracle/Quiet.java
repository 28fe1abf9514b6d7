package dev.baton.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.site.PostgresSite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * QUIET: when nobody writes, no site's audit trail grows from replication but for heartbeats. Reads
 * the WAL itself, record by record ({@code pg_walinspect}).
 */
public final class Quiet {

  private static final String ROW_RECORDS =
      """
      select n.nspname || '.' || c.relname, count(*)
      from pg_get_wal_records_info('%s', '%s') w
      join pg_class c
        on pg_relation_filenode(c.oid) = substring(w.block_ref from 'rel \\d+/\\d+/(\\d+)')::oid
      join pg_namespace n on n.oid = c.relnamespace
      where w.resource_manager like 'Heap%%'
        -- the applied log's old rows are removed whenever there is time
        and (w.record_type ~ 'INSERT|UPDATE'
             or w.record_type = 'DELETE' and n.nspname <> 'baton')
        and n.nspname not in ('pg_catalog', 'pg_toast')
      group by 1""";

  private Quiet() {}

  /**
   * Watches both sites for a while.
   *
   * @param heartbeats how many heartbeats each source may have had meanwhile; each may put one row
   *     into the target's applied log
   */
  public static void check(LinkFixture link, Duration watched, int heartbeats) {
    link.sites().forEach(site -> site.execute("create extension if not exists pg_walinspect"));
    Map<String, String> starts = new TreeMap<>();
    link.sites().forEach(site -> starts.put(site.name(), written(site)));
    Instant end = Instant.now().plus(watched);
    await().atMost(watched.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
    for (PostgresSite site : link.sites()) {
      Map<String, Long> written = rowRecords(site, starts.get(site.name()), flushed(site));
      long heartbeatRows = written.getOrDefault("baton.applied", 0L);
      written.remove("baton.applied");
      assertThat(written).as("QUIET: rows written at %s, by table", site.name()).isEmpty();
      assertThat(heartbeatRows)
          .as("QUIET: rows in the applied log of %s in %s", site.name(), watched)
          .isLessThanOrEqualTo(heartbeats);
    }
  }

  /** What is committed lies before it, on disk or not. */
  private static String written(PostgresSite site) {
    return site.value("select pg_current_wal_insert_lsn()");
  }

  /** No record after it can be read. */
  private static String flushed(PostgresSite site) {
    return site.value("select pg_current_wal_flush_lsn()");
  }

  private static Map<String, Long> rowRecords(PostgresSite site, String from, String to) {
    Map<String, Long> written = new TreeMap<>();
    if (!site.value("select '%s'::pg_lsn < '%s'".formatted(from, to)).equals("t")) {
      return written;
    }
    try (Connection connection = site.admin();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ROW_RECORDS.formatted(from, to))) {
      while (rows.next()) {
        written.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return written;
  }
}
