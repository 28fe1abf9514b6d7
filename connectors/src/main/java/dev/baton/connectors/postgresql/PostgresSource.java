package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.debezium.DebeziumTrailReader;
import dev.baton.connectors.pgoutput.Backlog;
import dev.baton.connectors.pgoutput.PgoutputTrailReader;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.OpenTransaction;
import dev.baton.connectors.spi.SourceIdentity;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TrailEnd;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL site as the source of a stream. */
public final class PostgresSource implements SourceSite {
  private static final Logger log = LoggerFactory.getLogger(PostgresSource.class);
  private static final int FILTERS_BY_ORIGIN_SINCE = 160000;

  private final SiteSettings site;
  private final String link;
  private final Connection connection;
  private final PostgresSlots slots;

  private PostgresSource(SiteSettings site, String link, Connection connection) {
    this.site = site;
    this.link = link;
    this.connection = connection;
    this.slots = new PostgresSlots(site, connection);
  }

  /** Connects to the site. */
  public static PostgresSource open(SiteSettings site, String link, String purpose) {
    return new PostgresSource(site, link, SiteConnections.open(site, link, purpose));
  }

  /** The site over a connection of {@link SiteConnections}, which its owner closes. */
  public static PostgresSource over(SiteSettings site, String link, Connection connection) {
    return new PostgresSource(site, link, connection);
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T at(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }

  @Override
  public SourceIdentity identity() {
    // The timeline from the WAL's present file: the last checkpoint's lags behind a promotion.
    String sql =
        "select s.system_identifier::text,"
            + " ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int,"
            + " current_database() from pg_control_system() s";
    return at(
        () -> {
          try (PreparedStatement query = connection.prepareStatement(sql);
              ResultSet row = query.executeQuery()) {
            row.next();
            return new SourceIdentity(row.getString(1), row.getInt(2), row.getString(3));
          }
        });
  }

  @Override
  public Set<TableName> published() {
    String sql = "select schemaname, tablename from pg_publication_tables where pubname = ?";
    return at(
        () -> {
          Set<TableName> tables = new HashSet<>();
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, LinkNames.publication(link));
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                tables.add(new TableName(rows.getString(1), rows.getString(2)));
              }
            }
          }
          return tables;
        });
  }

  @Override
  public boolean canFilterByOrigin(StreamName stream) {
    // Origins other than this link's: a subscription's, another product's, another link's. Both
    // streams': a server has its origins in common, and may have both sites.
    String sql =
        "select current_setting('server_version_num')::int >= ?"
            + " and not exists (select from pg_replication_origin"
            + " where roname !~ ? and roname !~ ?)"
            + " and not exists (select from pg_stat_subscription)";
    return at(
        () -> {
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(1, FILTERS_BY_ORIGIN_SINCE);
            query.setString(2, LinkNames.originPattern(link, stream.back()));
            query.setString(3, LinkNames.originPattern(link, stream));
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return row.getBoolean(1);
            }
          }
        });
  }

  @Override
  public void readySlot(String slot, String otherSlot, SourcePosition progress) {
    at(
        () -> {
          slots.ready(slot, otherSlot, progress);
          return null;
        });
  }

  @Override
  public void copySlot(String from, String to) {
    at(
        () -> {
          slots.copyTo(from, to);
          return null;
        });
  }

  @Override
  public void createSlot(String slot) {
    at(
        () -> {
          slots.create(slot);
          return null;
        });
  }

  @Override
  public void giveUp() {
    at(
        () -> {
          connection.unwrap(PGConnection.class).cancelQuery();
          return null;
        });
  }

  @Override
  public List<OpenTransaction> holdingUp(String slot) {
    return at(() -> new PostgresActivity(connection).holdingUp(slot));
  }

  @Override
  public void dropSlot(String slot) {
    at(
        () -> {
          slots.drop(slot);
          return null;
        });
  }

  @Override
  public void checkSlot(String slot, SourcePosition durable) {
    at(
        () -> {
          slots.check(slot, durable);
          return null;
        });
  }

  @Override
  public AuditTrailReader reader(ReaderSettings settings) {
    return reader(settings, Backlog.Bounds.DEFAULT);
  }

  /** The same; {@code backlog}: from where on what waits is read in chunks. */
  AuditTrailReader reader(ReaderSettings settings, Backlog.Bounds backlog) {
    Function<Throwable, BatonException> translate = new ReadFailure(site, settings.slot())::named;
    return switch (site.reader()) {
      case DEBEZIUM ->
          new DebeziumTrailReader(
              settings.name(),
              DebeziumSettings.of(site, link, settings),
              settings.partBytes(),
              settings.messagePrefix(),
              from -> checkAgain(settings.slot(), from),
              translate);
      case PGOUTPUT ->
          new PgoutputTrailReader(
              settings,
              LinkNames.publication(link),
              new ReadSite(site, link, settings),
              translate,
              backlog);
    };
  }

  /** On a connection of its own: readers call it from their threads. */
  private void checkAgain(String slot, SourcePosition durable) {
    try (PostgresSource own = open(site, link, "slot-check")) {
      own.checkSlot(slot, durable);
    }
  }

  /** The definition of the table with a number, empty when there is none. */
  String definition(int table) {
    return at(
        () -> {
          try (PreparedStatement query =
              connection.prepareStatement(CatalogQueries.DEFINITION_OF)) {
            query.setLong(1, Integer.toUnsignedLong(table));
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? row.getString(1) : "";
            }
          }
        });
  }

  /**
   * Whether a transaction that was open a moment ago has committed.
   *
   * @param transaction the lower 32 bits of its id, as the trail tells it
   */
  boolean isCommitted(int transaction) {
    // Of the ids with these bits it is the highest that is not beyond the next one to be given.
    String sql =
        "select coalesce(pg_xact_status((next - (next - ?) % 4294967296)::text::xid8), '')"
            + " = 'committed' from (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            + " as next) s";
    return at(
        () -> {
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, Integer.toUnsignedLong(transaction));
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return row.getBoolean(1);
            }
          }
        });
  }

  @Override
  public void writeMessage(String prefix, byte[] content) {
    // Transactional: a non-transactional one does not let the slot forget any WAL.
    String sql = "select pg_logical_emit_message(true, ?, ?)";
    at(
        () -> {
          try (PreparedStatement emit = connection.prepareStatement(sql)) {
            emit.setString(1, prefix);
            emit.setBytes(2, content);
            return emit.execute();
          }
        });
  }

  @Override
  public void writeTokenRow(TokenRow row) {
    at(
        () -> {
          try (PreparedStatement old =
              connection.prepareStatement("delete from baton.token where stream = ?")) {
            old.setString(1, row.stream());
            old.executeUpdate();
          }
          String sql =
              "insert into baton.token (link, stream, handover, seq, content)"
                  + " values (?, ?, ?, ?, ?)";
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, row.link());
            insert.setString(2, row.stream());
            insert.setLong(3, row.handover());
            insert.setLong(4, row.sequence());
            insert.setBytes(5, row.content());
            return insert.executeUpdate();
          }
        });
  }

  @Override
  public SourcePosition end() {
    return at(
        () -> {
          try (PreparedStatement query =
                  connection.prepareStatement("select pg_current_wal_insert_lsn()::text");
              ResultSet row = query.executeQuery()) {
            row.next();
            return SourcePosition.parse(row.getString(1));
          }
        });
  }

  @Override
  public List<OpenTransaction> openTransactions() {
    return at(new PostgresActivity(connection)::open);
  }

  @Override
  public ActiveTransactions activeTransactions() {
    return at(new PostgresActivity(connection)::list);
  }

  @Override
  public void endSessions(Collection<Integer> pids) {
    at(
        () -> {
          new PostgresActivity(connection).end(pids);
          return null;
        });
  }

  @Override
  public TrailEnd look(String slot) {
    return at(() -> slots.look(slot));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("the connection to {} had gone already", site.name(), e);
    }
  }

  /** Refuses to read on from another server than the one progress speaks of. */
  public static void requireSame(SourceIdentity recorded, SourceIdentity found, String site) {
    if (!recorded.equals(found)) {
      throw new BatonException(
          ErrorCode.SOURCE_CHANGED,
          "site "
              + site
              + " is now "
              + found
              + ", but progress speaks of "
              + recorded
              + ": positions mean nothing there. If the server was failed over or restored, compare"
              + " the sites with 'baton verify', then 'baton deprovision' and 'baton provision'");
    }
  }
}
