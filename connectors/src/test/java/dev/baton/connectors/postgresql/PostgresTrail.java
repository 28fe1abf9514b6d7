package dev.baton.connectors.postgresql;

import static org.awaitility.Awaitility.await;

import dev.baton.config.ReaderKind;
import dev.baton.config.SiteSettings;
import dev.baton.connectors.pgoutput.Backlog;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.connectors.spi.TrailUnderTest;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The trail of one test database, from its end on: a slot to read, and a second one that only the
 * server itself looks at. Made new for each test.
 */
final class PostgresTrail implements TrailUnderTest {
  static final String LINK = "shop";
  private static final long PART_BYTES = 1 << 20;
  private static final long QUEUE_BYTES = 16 << 20;

  private final AtomicInteger readers = new AtomicInteger();
  private final PostgresServer server;
  private final String database;
  private final SiteSettings site;
  private final String slot;
  private final String witness;
  private final PostgresSource source;
  private Backlog.Bounds backlog = Backlog.Bounds.DEFAULT;

  private PostgresTrail(PostgresServer server, String database, ReaderKind reader) {
    this.server = server;
    this.database = database;
    this.site = server.site(database, reader);
    this.slot = LinkNames.slot(LINK, "blue", database);
    this.witness = LinkNames.slot(LINK, "witness", database);
    this.source = PostgresSource.open(site, LINK, "test");
  }

  /** Makes the slots at the trail's end; Debezium reads. */
  static PostgresTrail open(PostgresServer server, String database) {
    return open(server, database, ReaderKind.DEBEZIUM);
  }

  /** Makes the slots at the trail's end. */
  static PostgresTrail open(PostgresServer server, String database, ReaderKind reader) {
    PostgresTrail trail = new PostgresTrail(server, database, reader);
    trail.createSlot(trail.slot);
    trail.createSlot(trail.witness);
    return trail;
  }

  /** Goes on with the slots of a trail that was cut off. */
  static PostgresTrail reopen(PostgresServer server, String database, ReaderKind reader) {
    return new PostgresTrail(server, database, reader);
  }

  /** A server with a database whose tables are published, also those that come later. */
  static PostgresServer server(String database, String... tables) {
    PostgresServer server = PostgresServer.start();
    try {
      server.createDatabase(database);
      server.execute(database, tables);
      publish(server, database, "all tables");
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Publishes tables; a list as SQL writes it, or all of them. */
  static void publish(PostgresServer server, String database, String tables) {
    server.execute(
        database, "create publication " + LinkNames.publication(LINK) + " for " + tables);
  }

  private void createSlot(String name) {
    execute("select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
  }

  String slot() {
    return slot;
  }

  PostgresSource source() {
    return source;
  }

  SiteSettings site() {
    return site;
  }

  String value(String query) {
    return server.value(database, query);
  }

  @Override
  public Connection connect() throws SQLException {
    return server.connect(database);
  }

  @Override
  public void execute(String... statements) {
    server.execute(database, statements);
  }

  @Override
  public SourcePosition confirmed() {
    return SourcePosition.parse(ofSlot("confirmed_flush_lsn"));
  }

  private String ofSlot(String column) {
    return value(
        "select %s from pg_replication_slots where slot_name = '%s'".formatted(column, slot));
  }

  /** Where the trail ends. */
  SourcePosition end() {
    return SourcePosition.parse(value("select pg_current_wal_insert_lsn()"));
  }

  AuditTrailReader reader() {
    return reader(PART_BYTES);
  }

  AuditTrailReader reader(String ofSlot) {
    return reader(ofSlot, PART_BYTES);
  }

  @Override
  public AuditTrailReader reader(long partBytes) {
    return reader(slot, partBytes);
  }

  private AuditTrailReader reader(String ofSlot, long partBytes) {
    // Debezium's MBeans carry the name, and two readers may live at once.
    String name = database + "->west" + readers.incrementAndGet();
    return source.reader(
        new ReaderSettings(
            name, ofSlot, false, partBytes, QUEUE_BYTES, "baton.", server.spillFolder()),
        backlog);
  }

  @Override
  public void ready(SourcePosition from) {
    source.readySlot(slot, slot, from);
  }

  @Override
  public List<Committed> committed() {
    // A commit's message stands at the end of its record.
    String commits =
        """
        select lsn, xid, extract(epoch from pg_xact_commit_timestamp(xid)) * 1000000
          from pg_logical_slot_peek_binary_changes('%s', null, null, 'proto_version', '1',
            'publication_names', '%s', 'messages', 'true')
         where get_byte(data, 0) = ascii('C')
        """
            .formatted(witness, LinkNames.publication(LINK));
    List<Committed> committed = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(commits)) {
      while (rows.next()) {
        committed.add(
            new Committed(
                rows.getLong(2), SourcePosition.parse(rows.getString(1)), rows.getLong(3)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return committed;
  }

  @Override
  public void message(Connection connection, String prefix, String content) throws SQLException {
    emit(connection, true, prefix, content);
  }

  @Override
  public void looseMessage(Connection connection, String prefix, String content)
      throws SQLException {
    emit(connection, false, prefix, content);
  }

  private static void emit(
      Connection connection, boolean transactional, String prefix, String content)
      throws SQLException {
    try (PreparedStatement emit =
        connection.prepareStatement("select pg_logical_emit_message(?, ?, ?)")) {
      emit.setBoolean(1, transactional);
      emit.setString(2, prefix);
      emit.setString(3, content);
      emit.execute();
    }
  }

  @Override
  public long unsentBytes() {
    // A reader of chunks moves a copy of the slot, and behind the last one nothing for a moment;
    // one
    // that was cut off may be there for a moment longer.
    return Long.parseLong(
        value(
            """
            select (pg_current_wal_lsn()
                 - coalesce(max(coalesce(sent_lsn, confirmed_flush_lsn)), '0/0'))::bigint
              from pg_replication_slots left join pg_stat_replication on pid = active_pid
             where active
            """));
  }

  @Override
  public void impatientFor(Duration silence) {
    execute(
        "alter database %s set wal_sender_timeout = %d".formatted(database, silence.toMillis()));
  }

  @Override
  public void destroy() {
    endSession();
    source.dropSlot(slot);
  }

  /**
   * Lets the server send every change while its transaction is open, and not only those of large
   * ones; to a reader that is yet to start.
   */
  void sendsWhatIsOpen() {
    execute(
        "alter database " + database + " set debug_logical_replication_streaming = 'immediate'");
  }

  /** Lets readers that are yet to start read whatever waits in chunks, each as short as can be. */
  void readsInChunks() {
    backlog = new Backlog.Bounds(0, 1, 1);
  }

  /** Ends the session that reads the slot, and waits until it is gone. */
  void endSession() {
    execute(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
            + slot
            + "' and active");
    awaitFree();
  }

  private void awaitFree() {
    await("the slot to be free")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                value(
                        "select count(*) from pg_replication_slots where slot_name = '%s' and active"
                            .formatted(slot))
                    .equals("0"));
  }

  @Override
  public void close() {
    awaitFree();
    execute(
        "alter database " + database + " reset wal_sender_timeout",
        "alter database " + database + " reset debug_logical_replication_streaming");
    source.dropSlot(slot);
    source.dropSlot(witness);
    source.close();
  }
}
