package dev.baton.connectors.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL site as the target of one stream. */
public final class PostgresTarget implements TargetSite {
  private static final Logger log = LoggerFactory.getLogger(PostgresTarget.class);
  private static final Duration CONNECTION_WITHIN = Duration.ofSeconds(10);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
  private static final Set<String> DUPLICATES = Set.of("23505", "23P01");

  /** What decides on ownership is never lost, whatever the server's default. */
  private static final String SYNCHRONOUS =
      "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') = 'off'";

  /** Keepalives say nothing while an answer is unacknowledged: such a session ends by this. */
  private static final String UNANSWERED = "SET tcp_user_timeout = '12s'";

  /**
   * A plan may be kept, or follow statistics, from when a table had a few rows: rows have to be
   * found by their key then too, as they are when there are millions. Without a key a server goes
   * through all of them still; up to PostgreSQL 17 it takes that for so dear then that it would
   * compile each such statement. In a lane, functions of triggers are planned so too.
   */
  private static final String BY_KEY = "SET enable_seqscan = off; SET jit = off";

  /**
   * Where the server's memory comes from glibc, it keeps what it has freed from here on, up to
   * twice so much: to free a large block once raises both of its limits (mallopt(3),
   * M_TRIM_THRESHOLD). Else the server gives a statement's memory back at its end and asks for it
   * again at the next: two system calls and forty page faults for each small group, a tenth of its
   * time.
   */
  private static final String KEEPS_MEMORY =
      "SELECT pg_catalog.length(pg_catalog.repeat('x', 8 << 20))";

  /**
   * Commits do not wait for the disk, as those of the server's own subscribers do not: the row of
   * the applied log is lost with its data or not at all, and the slot is told of nothing that is
   * not flushed. Where the target has a synchronous standby they wait: what is flushed here alone
   * would be gone after a failover. A lane that hangs must not hold its locks for long.
   */
  private static final String LANE_SETTINGS =
      SiteConnections.SESSION_SETTINGS
          + "; SET session_replication_role = replica"
          // Nobody reads notices, and while a COPY is sent nobody could.
          + "; SET client_min_messages = error"
          + "; SET default_transaction_isolation = 'read committed'"
          + "; "
          + BY_KEY
          + "; "
          + KEEPS_MEMORY
          + "; SET synchronous_commit = on"
          + "; SELECT set_config('synchronous_commit', 'off', false)"
          + " WHERE current_setting('synchronous_standby_names') = ''"
          + "; SET idle_in_transaction_session_timeout = '60s'; "
          + UNANSWERED;

  /** Process ids come round again; the start tells two sessions of one id apart. */
  private static final String SESSION_NAME = "pid || ' since ' || backend_start";

  private static final int VALID_WITHIN_SECONDS = 5;

  private final SiteSettings site;
  private final String link;
  private final StreamName stream;
  private final HikariDataSource pool;

  /** Server processes of the sessions in the pool; ids of ended ones do no harm. */
  private final Set<Integer> lanes = ConcurrentHashMap.newKeySet();

  /** A pool of {@code lanes} connections; none is opened yet. */
  public PostgresTarget(SiteSettings site, String link, StreamName stream, int lanes) {
    this.site = site;
    this.link = link;
    this.stream = stream;
    PGSimpleDataSource source = SiteConnections.dataSource(site, link, lanePurpose());
    // A group's statements are prepared when they go again; the server may keep their plans.
    source.setPrepareThreshold(2);
    source.setPreparedStatementCacheQueries(1024);
    HikariConfig config = new HikariConfig();
    config.setPoolName(stream + "/lanes");
    config.setDataSource(source);
    config.setConnectionInitSql(LANE_SETTINGS);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(lanes);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECTION_WITHIN.toMillis());
    this.pool = new HikariDataSource(config);
  }

  private String lanePurpose() {
    return stream + "/lane";
  }

  @Override
  public Connection openControl(String purpose) {
    Connection control = SiteConnections.open(site, link, stream + "/" + purpose);
    try (Statement statement = control.createStatement()) {
      statement.execute(UNANSWERED + "; " + BY_KEY + "; " + SYNCHRONOUS);
      return control;
    } catch (SQLException e) {
      throw translate(closed(control, e));
    }
  }

  private static SQLException closed(Connection connection, SQLException reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
    return reason;
  }

  @Override
  public Connection openLane(char originSlot, int lane) {
    Connection connection = null;
    try {
      connection = live();
      mark(connection, LinkNames.origin(link, stream, originSlot, lane));
      connection.commit();
      lanes.add(connection.unwrap(PGConnection.class).getBackendPID());
      return connection;
    } catch (SQLException e) {
      if (connection != null) {
        pool.evictConnection(connection);
      }
      throw translate(e);
    }
  }

  /** Its origin goes to whichever session the next lane of the number gets. */
  @Override
  public void closeLane(Connection lane) {
    try (lane) {
      unmark(lane);
    } catch (SQLException e) {
      log.debug("{}: a lane had gone already", stream, e);
    }
  }

  private void unmark(Connection lane) {
    try {
      lane.rollback();
      call(lane, "select pg_replication_origin_session_reset()", null);
      lane.commit();
    } catch (SQLException e) {
      log.debug("{}: a lane is of no more use", stream, e);
      pool.evictConnection(lane);
    }
  }

  @Override
  public boolean isWaitedFor(Connection lane) throws SQLException {
    String sql =
        "select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))";
    try (PreparedStatement query = lane.prepareStatement(sql)) {
      return any(query);
    }
  }

  @Override
  public void cancel(Connection lane) {
    try {
      lane.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      log.debug("{}: nothing to end", stream, e);
    }
  }

  /** A lane that was ended while it lay in the pool is told apart here, not by its first group. */
  private Connection live() throws SQLException {
    Connection connection = pool.getConnection();
    if (connection.isValid(VALID_WITHIN_SECONDS)) {
      return connection;
    }
    pool.evictConnection(connection);
    return pool.getConnection();
  }

  /**
   * The session's transactions carry the origin from here on: that is how the server filters them.
   */
  private static void mark(Connection connection, String origin) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "select pg_replication_origin_session_is_setup(), pg_replication_origin_oid(?)")) {
      find.setString(1, origin);
      try (ResultSet row = find.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          call(connection, "select pg_replication_origin_session_reset()", null);
        }
        if (row.getObject(2) == null) {
          call(connection, "select pg_replication_origin_create(?)", origin);
        }
      }
    }
    call(connection, "select pg_replication_origin_session_setup(?)", origin);
  }

  private static void call(Connection connection, String sql, String argument) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(sql)) {
      if (argument != null) {
        call.setString(1, argument);
      }
      call.execute();
    }
  }

  @Override
  public boolean tryLock(Connection control, String lock) {
    return take(control, "select pg_try_advisory_lock(hashtextextended(?, 0))", lock);
  }

  @Override
  public boolean isFree(Connection control, String lock) {
    return take(control, "select pg_try_advisory_xact_lock(hashtextextended(?, 0))", lock);
  }

  private boolean take(Connection control, String sql, String lock) {
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, lock);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  @Override
  public String session(Connection control) {
    String sql = "select " + SESSION_NAME + " from pg_stat_activity where pid = pg_backend_pid()";
    try (PreparedStatement query = control.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  @Override
  public void endSession(Connection control, String session) {
    String sql =
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where usename = current_user and pid <> pg_backend_pid() and "
            + SESSION_NAME
            + " = ?";
    try (PreparedStatement end = control.prepareStatement(sql)) {
      end.setString(1, session);
      any(end);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  @Override
  public void endLeftLanes(Connection control) {
    endLanes(control, new Integer[0]);
  }

  @Override
  public void endOtherLanes(Connection control) {
    endLanes(control, lanes.toArray(Integer[]::new));
  }

  private void endLanes(Connection control, Integer[] kept) {
    String sql =
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = left(?, 63) and usename = current_user"
            + " and pid <> all (?)";
    try (PreparedStatement end = control.prepareStatement(sql)) {
      end.setString(1, "baton/" + link + "/" + lanePurpose());
      end.setArray(2, control.createArrayOf("int4", kept));
      endAll(end);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  @Override
  public void endHolder(Connection control, String lock) {
    // A key of 64 bits stands in two halves there, and is told by objsubid 1.
    String sql =
        "select pg_terminate_backend(l.pid) from pg_locks l"
            + " join pg_stat_activity s on s.pid = l.pid and s.usename = current_user"
            + " join pg_database d on d.oid = l.database and d.datname = current_database()"
            + " where l.locktype = 'advisory' and l.granted and l.objsubid = 1"
            + " and l.pid <> pg_backend_pid()"
            + " and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(?, 0)";
    try (PreparedStatement end = control.prepareStatement(sql)) {
      end.setString(1, lock);
      endAll(end);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private void endAll(PreparedStatement end) throws SQLException {
    long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
    while (any(end)) {
      if (System.nanoTime() - deadline > 0) {
        throw new BatonException(
            ErrorCode.UNREACHABLE,
            "sessions of an earlier engine do not end at site " + SiteConnections.place(site));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean any(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next();
    }
  }

  @Override
  public BatonException translate(SQLException error) {
    return SiteConnections.translate(error, site);
  }

  @Override
  public boolean isDuplicate(SQLException error) {
    return DUPLICATES.contains(String.valueOf(error.getSQLState()));
  }

  @Override
  public int connections() {
    return pool.getHikariPoolMXBean() instanceof HikariPool open ? open.getTotalConnections() : 0;
  }

  @Override
  public int maxConnections() {
    return pool.getMaximumPoolSize();
  }

  @Override
  public void close() {
    pool.close();
  }
}
