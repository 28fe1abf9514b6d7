package dev.baton.migration.provision;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.SequenceDescription;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that columns numbered at both sites never get the same number twice: with the same step of
 * at least 2 and different remainders, two sequences share no number.
 */
final class SequenceChecks {
  private final Map<String, Connection> connections;
  private final List<Finding> findings = new ArrayList<>();

  private SequenceChecks(Map<String, Connection> connections) {
    this.connections = connections;
  }

  /** Looks at the streams that have one against them; the others cannot collide. */
  static List<Finding> of(
      List<StreamName> streams, LinkTables tables, Map<String, Connection> connections)
      throws SQLException {
    SequenceChecks checks = new SequenceChecks(connections);
    for (StreamName stream : streams) {
      boolean once = stream.source().compareTo(stream.target()) < 0;
      if (once && tables.bothWays(stream)) {
        for (LinkTables.Pair pair : tables.of(stream)) {
          if (pair.target().isPresent()) {
            checks.pair(stream, pair.source(), pair.target().get());
          }
        }
      }
    }
    return checks.findings;
  }

  private void pair(StreamName stream, TableDescription source, TableDescription target)
      throws SQLException {
    for (Column column : source.columns()) {
      Optional<SequenceDescription> here = column.sequence();
      Optional<SequenceDescription> there = target.column(column.name()).flatMap(Column::sequence);
      if (here.isPresent() && there.isPresent()) {
        long nextHere = next(stream.source(), here.get());
        long nextThere = next(stream.target(), there.get());
        if (!disjoint(here.get(), nextHere, there.get(), nextThere)) {
          findings.add(
              collision(stream, source, column, here.get(), there.get(), nextHere, nextThere));
        }
      }
    }
  }

  private static boolean disjoint(
      SequenceDescription here, long nextHere, SequenceDescription there, long nextThere) {
    long step = here.increment();
    return step == there.increment()
        && Math.abs(step) >= 2
        && Math.floorMod(nextHere, step) != Math.floorMod(nextThere, step);
  }

  private static Finding collision(
      StreamName stream,
      TableDescription table,
      Column column,
      SequenceDescription here,
      SequenceDescription there,
      long nextHere,
      long nextThere) {
    // The next even number above both: whatever was given out at either site stays below it.
    long even = (Math.max(nextHere, nextThere) / 2 + 1) * 2;
    return Finding.blocker(
        ErrorCode.NOT_REPLICABLE,
        "column %s of table %s takes the same numbers at both sites (sequences %s at site %s and %s at site %s)"
            .formatted(
                column.name(),
                table.name(),
                here.name(),
                stream.source(),
                there.name(),
                stream.target()),
        "run at site %s: %s; at site %s: %s"
            .formatted(
                stream.source(),
                everySecond(here, even + 1),
                stream.target(),
                everySecond(there, even)));
  }

  private static String everySecond(SequenceDescription sequence, long from) {
    return "ALTER SEQUENCE %s INCREMENT BY 2 RESTART WITH %d"
        .formatted(SqlText.table(sequence.name()), from);
  }

  // RESTART WITH moves a sequence without changing its start: only its value tells the remainder.
  private long next(String site, SequenceDescription sequence) throws SQLException {
    if (!sequence.readable()) {
      return sequence.start();
    }
    try (Statement statement = connections.get(site).createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT last_value, is_called FROM " + SqlText.table(sequence.name()))) {
      row.next();
      return row.getLong(1) + (row.getBoolean(2) ? sequence.increment() : 0);
    }
  }
}
