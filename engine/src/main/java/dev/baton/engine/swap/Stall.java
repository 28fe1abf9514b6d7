package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalDouble;

/**
 * How long a stream stood still at its cut: from the last transaction of the former owner, which
 * hands it over, to the new owner's first apply transaction, by the clock of the target. Where that
 * one applies a single source transaction which was committed only after the cut, from that commit,
 * by the clock of the source: before it there was nothing to be late for.
 */
final class Stall {
  private static final String QUERY =
      """
      select extract(epoch from n.applied_at - case
               when n.transactions <= 1 then greatest(h.cut_at, n.source_commit_time)
               else h.cut_at end) * 1000
      from baton.handover h,
           lateral (select a.applied_at, a.transactions, a.source_commit_time from baton.applied a
                    where a.stream = h.stream and a.generation = h.generation and not a.taken
                    order by a.seq limit 1) n
      where h.stream = ? and h.id = ? and h.cut_made <> 'NOT_YET'
      """;

  private Stall() {}

  /** Milliseconds, to the microsecond; empty before the new owner's first transaction. */
  static OptionalDouble read(Connection target, StreamName stream, long id) throws SQLException {
    try (PreparedStatement query = target.prepareStatement(QUERY)) {
      query.setString(1, stream.toString());
      query.setLong(2, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? OptionalDouble.of(Math.max(0, row.getDouble(1)))
            : OptionalDouble.empty();
      }
    }
  }
}
