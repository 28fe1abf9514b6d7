package dev.baton.engine.apply.lane;

import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.FormRefused;
import dev.baton.engine.apply.sql.NetMismatch;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;

/**
 * Applies a transaction larger than memory while it is being read, in one target transaction, so
 * that no more than a part of it is ever held. It is committed at the source already: nothing here
 * is speculative. Only its end tells its position, so its row of the applied log is completed then.
 *
 * <p>A part that breaks as a set goes again in steps from its savepoint. Any other failure gives
 * the whole of it back.
 */
public final class StreamedTransaction {
  private final Lane lane;
  private final long seq;
  private long rows;

  private StreamedTransaction(Lane lane, long seq) {
    this.lane = lane;
    this.seq = seq;
  }

  /** Opens the target transaction; {@code reached} is what is applied before it. */
  public static StreamedTransaction begin(
      Lane lane, long seq, SourcePosition reached, long commitMicros) {
    try {
      lane.commitLog().open(lane.connection(), seq, reached, commitMicros);
      return new StreamedTransaction(lane, seq);
    } catch (SQLException e) {
      lane.rollback();
      throw lostOrTaken(lane, seq, e);
    }
  }

  private static BatonException lostOrTaken(Lane lane, long seq, SQLException e) {
    if (!lane.commitLog().isTaken(e)) {
      return lane.translate(e);
    }
    try {
      // Its own end is not known yet; whosever row it is, progress has to tell.
      lane.commitLog().meets(lane.connection(), seq, SourcePosition.NONE);
      return new BatonException(
          ErrorCode.TRANSIENT, "the answer to an earlier commit was lost; reading progress again");
    } catch (SQLException again) {
      return lane.translate(again);
    }
  }

  /**
   * Writes the next part.
   *
   * @throws BatonException as {@link Lane#apply}; all of the transaction is given back then
   */
  public void write(TransactionPart part) {
    try {
      Optional<Way> way = Optional.of(Way.SETS);
      while (way.isPresent()) {
        way = write(part, way.get());
      }
      rows += part.changes().size();
    } catch (SQLException e) {
      lane.rollback();
      throw lane.translate(e);
    } catch (RuntimeException e) {
      lane.rollback();
      throw e;
    }
  }

  /** Writes the part one way; answers how it has to go again, back at its savepoint. */
  private Optional<Way> write(TransactionPart part, Way way) throws SQLException {
    Connection connection = lane.connection();
    ChangeWriter writer = way.writer(connection, lane.tables());
    Savepoint savepoint = connection.setSavepoint();
    try {
      Lane.write(writer, part);
      writer.flush();
      connection.releaseSavepoint(savepoint);
      return Optional.empty();
    } catch (FormRefused refused) {
      connection.rollback(savepoint);
      return Optional.of(way);
    } catch (NetMismatch mismatch) {
      connection.rollback(savepoint);
      return Optional.of(Way.STEPS);
    } catch (SQLException e) {
      BatonException error =
          lane.named(e, writer, "the end of transaction " + part.transactionId());
      Way next = way.after(error).orElseThrow(() -> error);
      connection.rollback(savepoint);
      return Optional.of(next);
    }
  }

  /** Completes the row and commits; {@code last} is the part that told the position. */
  public Group commit(TransactionPart last) {
    Group whole =
        new Group(List.of(), last.position(), last.commitMicros(), last.transactions(), rows);
    try {
      lane.commitLog().complete(lane.connection(), seq, whole);
      lane.connection().commit();
      return whole;
    } catch (SQLException e) {
      lane.rollback();
      throw lane.translate(e);
    }
  }

  /** Gives all of it back. */
  public void abandon() {
    lane.rollback();
  }
}
