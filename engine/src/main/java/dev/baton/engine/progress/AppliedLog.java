package dev.baton.engine.progress;

import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;

/**
 * Reads and writes one stream's applied log.
 *
 * <p>The fence: a row's number is the stream's key, so two engines cannot both write the next one.
 * An engine that lost the stream knows a last number below the one its successor took the stream
 * with; its next number is therefore that row's or, when the answer to its last commit was lost,
 * the row's before it. Neither is ever removed ({@link OldRows}), so however old the engine is, it
 * meets a row.
 */
public final class AppliedLog {
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * Up to where the target's own log is written, and up to where it is on disk. No text is made of
   * them here: the driver sends nothing behind a statement whose answer may be of any length.
   */
  private static final String LOG_STANDS =
      "pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn()";

  /**
   * A commit waits for the log only where its transaction wrote to it: a message that no reader
   * knows. A number alone is no writing (PostgreSQL source, RecordTransactionCommit).
   */
  private static final String WRITTEN = "select pg_logical_emit_message(true, 'baton-flush', '')";

  /**
   * The condition always holds, and costs the server less than what is called in a FROM does. Where
   * it did not, there would be no position, which fails.
   */
  private static final String APPEND =
      "insert into baton.applied (stream, seq, generation, engine, source_position,"
          + " source_commit_time, transactions, rows)"
          + " select ?, ?, ?, ?, case when"
          + " pg_replication_origin_xact_setup(?::pg_lsn, to_timestamp(?::float8 / 1000000)) is not null"
          + " then ? end, to_timestamp(?::float8 / 1000000), ?, ?"
          + " returning "
          + LOG_STANDS;

  private final String stream;
  private final String engine;
  private final long generation;

  /** The log as {@code engine} writes it under {@code generation}. */
  public AppliedLog(String stream, String engine, long generation) {
    this.stream = stream;
    this.engine = engine;
    this.generation = generation;
  }

  /**
   * The last row, and where the target's own log stood after it was committed.
   *
   * @param written up to which the log was written
   * @param flushed up to which it was on disk
   */
  public record Last(Progress progress, SourcePosition written, SourcePosition flushed) {}

  /** The last row; empty where the stream was never provisioned. */
  public static Optional<Progress> last(Connection connection, String stream) throws SQLException {
    return look(connection, stream).map(Last::progress);
  }

  /** The last row, and whether it is durable; empty where the stream was never provisioned. */
  public static Optional<Last> look(Connection connection, String stream) throws SQLException {
    String sql =
        "select seq, generation, engine, source_position,"
            + " (extract(epoch from source_commit_time) * 1000000)::bigint, "
            + LOG_STANDS
            + " from baton.applied where stream = ? order by seq desc limit 1";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, stream);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Last(
                    new Progress(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        SourcePosition.parse(row.getString(4)),
                        row.getLong(5)),
                    SourcePosition.parse(row.getString(6)),
                    SourcePosition.parse(row.getString(7))))
            : Optional.empty();
      }
    }
  }

  /**
   * The statement that writes the next row: the first of an apply transaction, in a session that
   * carries the origin mark. The transaction also takes the source's commit time. It fails by a
   * duplicate number among others; see {@link #meets}.
   *
   * @param durable told where the target's own log stands then
   */
  public StatementBatch.Refusing appending(long seq, AppliedRow row, DurableProgress durable) {
    return new Appending(stream, seq, row, durable);
  }

  /** The same with a row that no stream has and none waits for; to be rolled back. */
  public StatementBatch.Refusing rehearsing(AppliedRow row, DurableProgress durable) {
    return new Appending("rehearsal of " + stream + " by " + engine, 0, row, durable);
  }

  /** Runs {@link #appending}. */
  public void append(Connection lane, long seq, AppliedRow row, DurableProgress durable)
      throws SQLException {
    StatementBatch.run(lane, List.of(appending(seq, row, durable)));
  }

  /** One row. Owned by one thread. */
  private final class Appending implements StatementBatch.Refusing {
    private final String of;
    private final long seq;
    private final AppliedRow row;
    private final DurableProgress durable;
    private SourcePosition before;

    Appending(String of, long seq, AppliedRow row, DurableProgress durable) {
      this.of = of;
      this.seq = seq;
      this.row = row;
      this.durable = durable;
    }

    @Override
    public String sql() {
      return APPEND;
    }

    @Override
    public int bind(PreparedStatement insert, int from) throws SQLException {
      before = durable.committed();
      int next = from;
      insert.setString(next++, of);
      insert.setLong(next++, seq);
      insert.setLong(next++, generation);
      insert.setString(next++, engine);
      String position = row.position().toString();
      insert.setString(next++, position);
      insert.setLong(next++, row.commitMicros());
      insert.setString(next++, position);
      insert.setLong(next++, row.commitMicros());
      insert.setInt(next++, row.transactions());
      insert.setLong(next++, row.rows());
      return next;
    }

    @Override
    public void answered(PreparedStatement insert) throws SQLException {
      try (ResultSet stands = insert.getResultSet()) {
        looked(stands, before, durable);
      }
    }
  }

  private static void looked(ResultSet stands, SourcePosition before, DurableProgress durable)
      throws SQLException {
    stands.next();
    durable.looked(
        before,
        SourcePosition.parse(stands.getString(1)),
        SourcePosition.parse(stands.getString(2)));
  }

  /** Asks the target what has become durable meanwhile. */
  public static void look(Connection lane, DurableProgress durable) throws SQLException {
    SourcePosition before = durable.committed();
    try (PreparedStatement query = lane.prepareStatement("select " + LOG_STANDS);
        ResultSet stands = query.executeQuery()) {
      looked(stands, before, durable);
    }
  }

  /**
   * Makes everything durable that is committed, by a synchronous commit: it waits for the target's
   * log up to its own record. In the transaction that the connection is in, which ends here.
   */
  public static void flush(Connection lane, DurableProgress durable) throws SQLException {
    SourcePosition before = durable.committed();
    write(lane, "set local synchronous_commit = on; " + WRITTEN);
    lane.commit();
    durable.flushed(before);
  }

  /**
   * Makes everything durable that others committed at the target before.
   *
   * @param control in autocommit, with synchronous commits
   */
  public static void flush(Connection control) throws SQLException {
    write(control, WRITTEN);
  }

  private static void write(Connection connection, String sql) throws SQLException {
    try (PreparedStatement message = connection.prepareStatement(sql)) {
      message.execute();
    }
  }

  /** Completes the row of a transaction that was applied as it streamed, before its commit. */
  public void complete(Connection lane, long seq, AppliedRow row) throws SQLException {
    String sql =
        "update baton.applied set source_position = ?, transactions = ?, rows = ?"
            + " where stream = ? and seq = ?";
    try (PreparedStatement update = lane.prepareStatement(sql)) {
      update.setString(1, row.position().toString());
      update.setInt(2, row.transactions());
      update.setLong(3, row.rows());
      update.setString(4, stream);
      update.setLong(5, seq);
      update.executeUpdate();
    }
  }

  /**
   * Whether the error says that the number is taken. The applications may have a table of the same
   * name, whose duplicates mean something else.
   */
  public static boolean isTaken(SQLException error) {
    return UNIQUE_VIOLATION.equals(error.getSQLState())
        && error instanceof PSQLException answered
        && answered.getServerErrorMessage() != null
        && "baton".equals(answered.getServerErrorMessage().getSchema())
        && "applied".equals(answered.getServerErrorMessage().getTable());
  }

  /**
   * Tells what it means that number {@code seq} is taken: our own commit whose answer was lost, or
   * the fence.
   *
   * @param position up to which the group goes that was to have the number
   * @return normally when the row is our own and the group's
   * @throws BatonException FENCED when another engine wrote it, or this engine under another
   *     generation; TRANSIENT when the row is gone again or another group's, and progress must tell
   */
  public void meets(Connection lane, long seq, SourcePosition position) throws SQLException {
    String sql =
        "select generation, engine, source_position from baton.applied where stream = ? and seq = ?";
    try (PreparedStatement query = lane.prepareStatement(sql)) {
      query.setString(1, stream);
      query.setLong(2, seq);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new BatonException(
              ErrorCode.TRANSIENT,
              "number %d of stream %s was taken and is gone; progress is read again"
                  .formatted(seq, stream));
        }
        if (row.getLong(1) != generation || !row.getString(2).equals(engine)) {
          throw fenced(row.getString(2), row.getLong(1));
        }
        if (!SourcePosition.parse(row.getString(3)).equals(position)) {
          throw new BatonException(
              ErrorCode.TRANSIENT,
              "number %d of stream %s was committed for another group; progress is read again"
                  .formatted(seq, stream));
        }
      }
    }
  }

  /** The error of an engine that lost the stream. */
  public BatonException fenced(String owner, long ownersGeneration) {
    return new BatonException(
        ErrorCode.FENCED,
        "engine %s (generation %d) lost stream %s: engine %s took it (generation %d). Nothing of this engine's was committed since"
            .formatted(engine, generation, stream, owner, ownersGeneration));
  }
}
