package dev.baton.engine.swap.row;

import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.stream.shadow.TransactionDigest;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes {@code baton.shadow} and {@code baton.digest} at the target of a stream: what
 * its current owner notes in step SHADOW, and what came of comparing. Stateless; any thread.
 */
public final class ShadowTable {
  private ShadowTable() {}

  /**
   * A comparison.
   *
   * @param millis for how long
   * @param from position after which the current owner has noted every transaction; empty before it
   *     has read anything
   * @param to up to which its notes are written
   * @param writtenMicros when it last wrote them; 0 before
   * @param missed transactions that it could not note
   * @param compared transactions compared
   * @param difference the first that differs; empty while none does
   */
  public record Comparison(
      long millis,
      Optional<SourcePosition> from,
      SourcePosition to,
      long writtenMicros,
      long missed,
      long compared,
      String difference) {}

  /** Asks for a comparison, in the transaction that offers the handover. */
  public static void offer(Connection transaction, String stream, long handover, long millis)
      throws SQLException {
    remove(transaction, stream);
    update(
        transaction,
        "insert into baton.shadow (stream, handover, millis) values (?, ?, ?)",
        stream,
        handover,
        millis);
  }

  /** The comparison of a handover; empty where none was asked for. */
  public static Optional<Comparison> find(Connection control, String stream, long handover)
      throws SQLException {
    String sql =
        "select millis, noted_from::text, noted_to::text,"
            + " coalesce((extract(epoch from noted_at) * 1000000)::bigint, 0), missed, compared,"
            + " difference from baton.shadow where stream = ? and handover = ?";
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, stream);
      query.setLong(2, handover);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Comparison(
                    row.getLong(1),
                    Optional.ofNullable(row.getString(2)).map(SourcePosition::parse),
                    Optional.ofNullable(row.getString(3))
                        .map(SourcePosition::parse)
                        .orElse(SourcePosition.NONE),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getString(7)))
            : Optional.empty();
      }
    }
  }

  /**
   * Writes what the current owner noted; all of it, or nothing where the handover has left its step
   * meanwhile.
   *
   * @param control in autocommit
   * @param anew whether nothing that was written before counts
   * @return whether it was written
   */
  public static boolean write(
      Connection control, String stream, long handover, Notes.Page page, boolean anew)
      throws SQLException {
    control.setAutoCommit(false);
    try {
      boolean wanted = isWanted(control, stream, handover);
      if (wanted) {
        if (anew) {
          remove(control, stream);
        }
        insert(control, stream, handover, page.digests());
        update(
            control,
            "update baton.shadow set noted_from = ?::pg_lsn, noted_to = ?::pg_lsn, missed = ?,"
                + " noted_at = clock_timestamp() where stream = ? and handover = ?",
            page.from().map(SourcePosition::toString).orElse(null),
            page.from().isPresent() ? page.to().toString() : null,
            page.missed(),
            stream,
            handover);
      }
      control.commit();
      return wanted;
    } catch (SQLException | RuntimeException e) {
      control.rollback();
      throw e;
    } finally {
      control.setAutoCommit(true);
    }
  }

  /** The lock lets nobody end the step, and remove the notes, before they are written. */
  private static boolean isWanted(Connection transaction, String stream, long handover)
      throws SQLException {
    String sql =
        "select from baton.handover where stream = ? and id = ? and step = 'SHADOW' for share";
    try (PreparedStatement query = transaction.prepareStatement(sql)) {
      query.setString(1, stream);
      query.setLong(2, handover);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void insert(
      Connection transaction, String stream, long handover, List<TransactionDigest> digests)
      throws SQLException {
    String sql =
        "insert into baton.digest (stream, handover, source_position, transaction_id, digest,"
            + " tables) values (?, ?, ?::pg_lsn, ?, ?, ?) on conflict do nothing";
    try (PreparedStatement insert = transaction.prepareStatement(sql)) {
      for (TransactionDigest digest : digests) {
        insert.setString(1, stream);
        insert.setLong(2, handover);
        insert.setString(3, digest.position().toString());
        insert.setLong(4, digest.transactionId());
        insert.setString(5, digest.whole());
        insert.setArray(6, transaction.createArrayOf("text", digest.tables().toArray()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** What the current owner noted between two positions, in commit order, and not more. */
  public static List<TransactionDigest> read(
      Connection control, String stream, long handover, SourcePosition after, SourcePosition upTo)
      throws SQLException {
    String sql =
        "select source_position::text, transaction_id, digest, tables from baton.digest"
            + " where stream = ? and handover = ? and source_position > ?::pg_lsn"
            + " and source_position <= ?::pg_lsn order by source_position";
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, stream);
      query.setLong(2, handover);
      query.setString(3, after.toString());
      query.setString(4, upTo.toString());
      try (ResultSet row = query.executeQuery()) {
        List<TransactionDigest> digests = new ArrayList<>();
        while (row.next()) {
          digests.add(
              new TransactionDigest(
                  SourcePosition.parse(row.getString(1)),
                  row.getLong(2),
                  row.getString(3),
                  texts(row.getArray(4))));
        }
        return digests;
      }
    }
  }

  /** Says what came of it so far. */
  public static void result(
      Connection control, String stream, long handover, long compared, String difference)
      throws SQLException {
    update(
        control,
        "update baton.shadow set compared = ?, difference = ? where stream = ? and handover = ?",
        compared,
        difference,
        stream,
        handover);
  }

  /** Removes the notes of a stream, whichever handover's. What came of comparing stays. */
  public static void remove(Connection control, String stream) throws SQLException {
    update(control, "delete from baton.digest where stream = ?", stream);
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  private static void update(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        update.setObject(i + 1, arguments[i]);
      }
      update.executeUpdate();
    }
  }
}
