package dev.baton.engine.cli.control;

import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.stream.StreamState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a stream's target says about it: who owns it, whether that owner lives, what it last
 * reported.
 *
 * @param owner the engine that took the stream last
 * @param ownerLives whether a session holds the stream's lock right now
 * @param desired RUNNING, PAUSED or STOPPED
 * @param reported the state the owner last reported; empty when nobody ever has
 * @param reportedMicros when it did, by the target's clock, since 1970; 0 when it never has
 * @param reportAgeMillis since that report, by the same clock
 * @param progress position of the last row of the applied log
 * @param progressAgeMillis since the source committed what that row speaks of
 */
record StreamRow(
    Optional<String> owner,
    long generation,
    boolean ownerLives,
    String desired,
    Optional<StreamState> reported,
    long reportedMicros,
    long reportAgeMillis,
    Optional<String> sourcePosition,
    Optional<String> progress,
    OptionalLong progressAgeMillis,
    OptionalLong lagMillis,
    OptionalLong lagBytes,
    long appliedTransactions,
    long appliedRows,
    long filteredTransactions,
    long conflicts,
    long quarantined,
    Optional<String> lastError) {

  // A lock on one bigint shows its halves as classid and objid, with objsubid 1.
  private static final String QUERY =
      """
      select s.owner, s.generation, s.desired_state, r.state, r.source_position,
             r.lag_millis, r.lag_bytes, r.applied_transactions, r.applied_rows,
             r.filtered_transactions, r.conflicts, r.quarantined, r.last_error,
             (extract(epoch from r.reported_at) * 1000000)::bigint as reported_at,
             (extract(epoch from clock_timestamp() - r.reported_at) * 1000)::bigint as report_age,
             a.source_position as progress,
             (extract(epoch from clock_timestamp() - a.source_commit_time) * 1000)::bigint as progress_age,
             exists (select from pg_catalog.pg_locks l
                     where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                       and l.database = (select d.oid from pg_catalog.pg_database d
                                         where d.datname = pg_catalog.current_database())
                       and ((l.classid::bigint << 32) | l.objid::bigint)
                           = pg_catalog.hashtextextended('baton:' || ? || ':' || ?, 0)) as lives
      from (select ?::text as name) asked
      left join baton.stream s on s.stream = asked.name
      left join baton.stream_status r on r.stream = asked.name
      left join lateral (select source_position, source_commit_time from baton.applied
                         where stream = asked.name order by seq desc limit 1) a on true
      """;

  static StreamRow read(Connection target, SiteSettings site, String link, StreamName stream) {
    try (PreparedStatement query = target.prepareStatement(QUERY)) {
      query.setString(1, link);
      query.setString(2, stream.toString());
      query.setString(3, stream.toString());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new StreamRow(
            text(row, "owner"),
            row.getLong("generation"),
            row.getBoolean("lives"),
            text(row, "desired_state").orElse("RUNNING"),
            text(row, "state").map(StreamState::valueOf),
            row.getLong("reported_at"),
            row.getLong("report_age"),
            text(row, "source_position"),
            text(row, "progress"),
            number(row, "progress_age"),
            number(row, "lag_millis"),
            number(row, "lag_bytes"),
            row.getLong("applied_transactions"),
            row.getLong("applied_rows"),
            row.getLong("filtered_transactions"),
            row.getLong("conflicts"),
            row.getLong("quarantined"),
            text(row, "last_error"));
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
