package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TrailEnd;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after the engine's replication slot.
 *
 * <p>Invariant: the slot's confirmed position never passes what is durable at the target. It is
 * checked whenever a stream connects, for a slot that is ahead loses changes silently.
 */
final class PostgresSlots {
  private static final String QUERY_CANCELED = "57014";
  private static final Duration FREED_WITHIN = Duration.ofSeconds(10);

  private final SiteSettings site;
  private final Connection connection;

  PostgresSlots(SiteSettings site, Connection connection) {
    this.site = site;
    this.connection = connection;
  }

  private record Slot(String walStatus, SourcePosition confirmed, int activePid) {
    boolean lost() {
      return "lost".equals(walStatus) || "unreserved".equals(walStatus) && confirmed.value() == 0;
    }
  }

  void copyTo(String from, String to) throws SQLException {
    if (find(to).isEmpty()) {
      required(from);
      copy(from, to);
    }
  }

  /**
   * The server notices a process that died while it waits here, and then forgets the unfinished
   * slot. One that another process left unfinished is begun anew.
   */
  void create(String name) throws SQLException {
    Optional<Slot> found = find(name);
    if (found.isPresent() && found.get().confirmed().value() != 0) {
      return;
    }
    if (found.isPresent()) {
      free(name);
    }
    try (Statement watch = connection.createStatement()) {
      watch.execute("set client_connection_check_interval = '1s'");
    }
    try (PreparedStatement create =
        connection.prepareStatement("select pg_create_logical_replication_slot(?, 'pgoutput')")) {
      create.setString(1, name);
      create.execute();
    } catch (SQLException e) {
      if (QUERY_CANCELED.equals(e.getSQLState())) {
        throw new BatonException(
            ErrorCode.TRANSIENT,
            "the making of slot %s at %s was given up"
                .formatted(name, SiteConnections.place(site)));
      }
      throw e;
    }
  }

  void ready(String slot, String otherSlot, SourcePosition progress) throws SQLException {
    if (find(slot).isEmpty() && !otherSlot.equals(slot) && find(otherSlot).isPresent()) {
      copy(otherSlot, slot);
    }
    checkTrailHolds(progress);
    check(slot, progress);
    free(slot);
    required(slot);
    advance(slot, progress);
  }

  /**
   * A server put back to an earlier state, disk and all, keeps its identity and its slot, and
   * writes its trail anew over positions that the target has already: all of that would be left
   * out.
   */
  private void checkTrailHolds(SourcePosition progress) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("select pg_current_wal_flush_lsn()::text");
        ResultSet row = query.executeQuery()) {
      row.next();
      SourcePosition end = SourcePosition.parse(row.getString(1));
      if (progress.isAfter(end)) {
        throw new BatonException(
            ErrorCode.SOURCE_CHANGED,
            "the trail at %s ends at %s, before what the target holds of it (%s): the server was put back to an earlier state. %s"
                .formatted(SiteConnections.place(site), end, progress, AGAIN));
      }
    }
  }

  void check(String name, SourcePosition durable) throws SQLException {
    Slot slot = required(name);
    if (slot.lost()) {
      throw new BatonException(
          ErrorCode.SLOT_LOST,
          "slot %s at %s is invalid (wal_status lost): the server removed WAL it needed. Changes since %s may be gone. %s"
              .formatted(name, SiteConnections.place(site), durable, AGAIN));
    }
    if (slot.confirmed().isAfter(durable)) {
      throw new BatonException(
          ErrorCode.SLOT_AHEAD,
          "slot %s at %s stands at %s, past what the target holds (%s): changes between are not sent again. %s"
              .formatted(name, SiteConnections.place(site), slot.confirmed(), durable, AGAIN));
    }
  }

  TrailEnd look(String name) throws SQLException {
    String sql =
        "select pg_current_wal_lsn()::text, confirmed_flush_lsn::text,"
            + " pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"
            + " from pg_replication_slots where slot_name = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw gone(name);
        }
        return new TrailEnd(
            SourcePosition.parse(row.getString(1)), position(row.getString(2)), row.getLong(3));
      }
    }
  }

  void drop(String name) throws SQLException {
    if (find(name).isEmpty()) {
      return;
    }
    free(name);
    try (PreparedStatement drop =
        connection.prepareStatement(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                + " where slot_name = ? and not active")) {
      drop.setString(1, name);
      drop.execute();
    }
  }

  private static final String AGAIN =
      "Compare the sites with 'baton verify', make them equal, then 'baton deprovision' and"
          + " 'baton provision'";

  private Slot required(String name) throws SQLException {
    return find(name).orElseThrow(() -> gone(name));
  }

  private BatonException gone(String name) {
    return new BatonException(
        ErrorCode.SLOT_LOST,
        "slot %s at %s no longer exists; changes since the applied position may be gone. %s"
            .formatted(name, SiteConnections.place(site), AGAIN));
  }

  private Optional<Slot> find(String name) throws SQLException {
    String sql =
        "select coalesce(wal_status, ''), confirmed_flush_lsn::text, coalesce(active_pid, 0)"
            + " from pg_replication_slots where slot_name = ? and database = current_database()"
            + " and plugin = 'pgoutput'";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Slot(row.getString(1), position(row.getString(2)), row.getInt(3)))
            : Optional.empty();
      }
    }
  }

  private static SourcePosition position(String written) {
    return written == null ? SourcePosition.NONE : SourcePosition.parse(written);
  }

  private void copy(String from, String to) throws SQLException {
    try (PreparedStatement copy =
        connection.prepareStatement("select pg_copy_logical_replication_slot(?, ?)")) {
      copy.setString(1, from);
      copy.setString(2, to);
      copy.execute();
    }
  }

  /**
   * Ends a session that still reads the slot. The caller owns the stream, so whoever reads is what
   * an ended process left behind, or an engine that lost the stream.
   */
  private void free(String name) throws SQLException {
    long deadline = System.nanoTime() + FREED_WITHIN.toNanos();
    int pid = reader(name);
    while (pid != 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new BatonException(
            ErrorCode.SLOT_IN_USE,
            "slot %s at %s is read by server process %d; end it"
                .formatted(name, SiteConnections.place(site), pid));
      }
      try (PreparedStatement end = connection.prepareStatement("select pg_terminate_backend(?)")) {
        end.setInt(1, pid);
        end.execute();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      pid = reader(name);
    }
  }

  /** The session that reads or makes the slot; 0 when there is none, or no slot any more. */
  private int reader(String name) throws SQLException {
    return find(name).map(Slot::activePid).orElse(0);
  }

  private void advance(String name, SourcePosition progress) throws SQLException {
    String sql =
        "select pg_replication_slot_advance(slot_name, ?::pg_lsn) from pg_replication_slots"
            + " where slot_name = ? and confirmed_flush_lsn < ?::pg_lsn";
    try (PreparedStatement advance = connection.prepareStatement(sql)) {
      advance.setString(1, progress.toString());
      advance.setString(2, name);
      advance.setString(3, progress.toString());
      advance.execute();
    }
  }
}
