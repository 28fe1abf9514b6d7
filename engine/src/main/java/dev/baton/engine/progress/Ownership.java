package dev.baton.engine.progress;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceIdentity;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes a stream for an engine. The ownership row and the next row of the applied log change in one
 * transaction, so that the generation and the fence never disagree.
 *
 * @param generation under which the stream is now owned
 * @param progress where it stands; its row is the one just written
 * @param recorded the source that progress speaks of
 * @param recordedSlot the slot that can serve from progress on: the former owner's, until this
 *     one's is known to do so
 * @param originSlot which set of origins the owner's lanes use
 */
public record Ownership(
    long generation,
    Progress progress,
    SourceIdentity recorded,
    String recordedSlot,
    char originSlot) {

  /**
   * What the ownership row says of a stream.
   *
   * @param originSlot which of the two sets of origins the owner's lanes use, {@code A} or {@code
   *     B}
   */
  public record Row(
      String owner,
      long generation,
      SourceIdentity source,
      String slot,
      String desiredState,
      char originSlot) {

    /** The set of origins for an engine's lanes: the owner's, or for another engine the other. */
    public char originSlotFor(String engine) {
      return engine.equals(owner) ? originSlot : originSlot == 'A' ? 'B' : 'A';
    }
  }

  /** Reads the ownership row; empty where the stream was never provisioned. */
  public static Optional<Row> read(Connection control, String stream) throws SQLException {
    return read(control, stream, "");
  }

  /** The same, locked until the transaction ends. */
  public static Optional<Row> lock(Connection transaction, String stream) throws SQLException {
    return read(transaction, stream, " for update");
  }

  private static Optional<Row> read(Connection control, String stream, String locking)
      throws SQLException {
    String sql =
        "select coalesce(owner, ''), generation, source_system, source_timeline, source_database,"
            + " slot, desired_state, origin_slot from baton.stream where stream = ?"
            + locking;
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, stream);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Row(
                    row.getString(1),
                    row.getLong(2),
                    new SourceIdentity(row.getString(3), row.getInt(4), row.getString(5)),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8).charAt(0)))
            : Optional.empty();
      }
    }
  }

  /**
   * Takes the stream under the next generation. The caller holds the stream's lock and has ended
   * the lanes that earlier engines left.
   *
   * @param expectedGeneration under which this process owned the stream until now; 0 when it did
   *     not
   * @throws BatonException FENCED when another engine took the stream meanwhile, NOT_PROVISIONED
   *     when Baton's rows are missing
   */
  public static Ownership take(
      Connection control, String stream, String engine, long expectedGeneration)
      throws SQLException {
    boolean autoCommit = control.getAutoCommit();
    control.setAutoCommit(false);
    try {
      Ownership taken = takeLocked(control, stream, engine, expectedGeneration);
      control.commit();
      return taken;
    } catch (SQLException | RuntimeException e) {
      control.rollback();
      throw e;
    } finally {
      control.setAutoCommit(autoCommit);
    }
  }

  private static Ownership takeLocked(
      Connection control, String stream, String engine, long expectedGeneration)
      throws SQLException {
    execute(control, "set local synchronous_commit = on");
    // A hung session may hold the next number.
    execute(control, "set local lock_timeout = '5s'");
    Row row = read(control, stream, " for update").orElseThrow(() -> notProvisioned(stream));
    Progress last = AppliedLog.last(control, stream).orElseThrow(() -> notProvisioned(stream));
    // Taken by this engine itself is a take whose answer was lost; the lock keeps its like away.
    if (expectedGeneration != 0
        && row.generation() != expectedGeneration
        && !row.owner().equals(engine)) {
      throw new AppliedLog(stream, engine, expectedGeneration)
          .fenced(row.owner(), row.generation());
    }
    long generation = HandoverProtocol.nextGeneration(row.generation(), promised(control, stream));
    Progress taken =
        new Progress(last.seq() + 1, generation, engine, last.position(), last.commitMicros());
    insert(control, stream, taken);
    own(control, stream, engine, generation);
    return new Ownership(generation, taken, row.source(), row.slot(), row.originSlot());
  }

  /**
   * Gives the stream to an engine, in the transaction that moves its handover: the next row of the
   * applied log, and the ownership row. One message to the server: the streams stand still while it
   * is answered.
   *
   * @param seq the last number of the applied log, as the giver knows it
   * @param position up to which the source is applied
   * @param slot the engine's at the source
   * @param originSlot which set of origins its lanes use
   * @throws SQLException that the next number is taken, among others; see {@link
   *     AppliedLog#isTaken}
   */
  public static void give(
      Connection transaction,
      String stream,
      long seq,
      String engine,
      long generation,
      SourcePosition position,
      String slot,
      char originSlot)
      throws SQLException {
    // The lock first, as whoever takes the stream has it; the row of the log before any other.
    String sql =
        "select from baton.stream where stream = ? for update;"
            + " insert into baton.applied (stream, seq, generation, engine, source_position,"
            + " source_commit_time, transactions, rows, taken)"
            + " select stream, seq + 1, ?, ?, ?, source_commit_time, 0, 0, true"
            + " from baton.applied where stream = ? and seq = ?;"
            + " update baton.stream set owner = ?, generation = ?, slot = ?, origin_slot = ?,"
            + " taken_at = now() where stream = ?";
    try (PreparedStatement give = transaction.prepareStatement(sql)) {
      give.setString(1, stream);
      give.setLong(2, generation);
      give.setString(3, engine);
      give.setString(4, position.toString());
      give.setString(5, stream);
      give.setLong(6, seq);
      give.setString(7, engine);
      give.setLong(8, generation);
      give.setString(9, slot);
      give.setString(10, String.valueOf(originSlot));
      give.setString(11, stream);
      give.execute();
      give.getMoreResults();
      if (give.getUpdateCount() != 1) {
        throw new BatonException(
            ErrorCode.INTERNAL,
            "the applied log of stream %s has no number %d, which this engine wrote"
                .formatted(stream, seq));
      }
    }
  }

  /**
   * Makes a stream without source, owner or progress, for a rehearsal. To be rolled back.
   *
   * @param stream a name that no other session uses: it would wait for the end of this one's
   *     transaction
   * @param seq number of the only row of its applied log
   */
  public static void scratch(Connection transaction, String stream, long seq) throws SQLException {
    String streamRow =
        "insert into baton.stream (stream, source_site, target_site, source_system,"
            + " source_timeline, source_database, slot) values (?, '', '', '', 0, '', '')";
    try (PreparedStatement insert = transaction.prepareStatement(streamRow)) {
      insert.setString(1, stream);
      insert.executeUpdate();
    }
    insert(transaction, stream, new Progress(seq, 0, "", SourcePosition.NONE, 0));
  }

  /** The generation that a handover promised last; never given to another. */
  private static long promised(Connection control, String stream) throws SQLException {
    String sql = "select coalesce(max(generation), 0) from baton.handover where stream = ?";
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, stream);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void insert(Connection control, String stream, Progress taken)
      throws SQLException {
    String sql =
        "insert into baton.applied (stream, seq, generation, engine, source_position,"
            + " source_commit_time, transactions, rows, taken)"
            + " values (?, ?, ?, ?, ?, to_timestamp(?::float8 / 1000000), 0, 0, true)";
    try (PreparedStatement insert = control.prepareStatement(sql)) {
      insert.setString(1, stream);
      insert.setLong(2, taken.seq());
      insert.setLong(3, taken.generation());
      insert.setString(4, taken.engine());
      insert.setString(5, taken.position().toString());
      insert.setLong(6, taken.commitMicros());
      insert.executeUpdate();
    }
  }

  /**
   * Records the owner's slot in place of the former owner's, once it serves from progress on. Until
   * then the former's is the only way back: a taking that stops half-way must find it again.
   */
  public static void recordSlot(Connection control, String stream, long generation, String slot)
      throws SQLException {
    String sql = "update baton.stream set slot = ? where stream = ? and generation = ?";
    try (PreparedStatement update = control.prepareStatement(sql)) {
      update.setString(1, slot);
      update.setString(2, stream);
      update.setLong(3, generation);
      update.executeUpdate();
    }
  }

  private static void own(Connection control, String stream, String engine, long generation)
      throws SQLException {
    String sql =
        "update baton.stream set owner = ?, generation = ?, taken_at = now() where stream = ?";
    try (PreparedStatement update = control.prepareStatement(sql)) {
      update.setString(1, engine);
      update.setLong(2, generation);
      update.setString(3, stream);
      update.executeUpdate();
    }
  }

  private static void execute(Connection control, String sql) throws SQLException {
    try (PreparedStatement statement = control.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static BatonException notProvisioned(String stream) {
    return new BatonException(
        ErrorCode.NOT_PROVISIONED,
        "stream " + stream + " is not known at its target. Run 'baton provision -c FILE' first");
  }
}
