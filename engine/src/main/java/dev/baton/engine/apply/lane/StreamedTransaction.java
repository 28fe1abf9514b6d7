package dev.baton.engine.apply.lane;

import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.NetMismatch;
import dev.baton.engine.apply.sql.SetWriter;
import dev.baton.engine.apply.sql.StepWriter;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/**
 * Applies a transaction larger than memory while it is being read, in one target transaction, so
 * that no more than a part of it is ever held. It is committed at the source already: nothing here
 * is speculative. Only its end tells its position, so its row of the applied log is completed then.
 *
 * <p>A part that breaks as a set goes again in steps from its savepoint. Any other failure gives
 * the whole of it back: the stream starts again from the applied log.
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
      lane.commitLog().meets(lane.connection(), seq);
      return new BatonException(
          ErrorCode.TRANSIENT, "the answer to an earlier commit was lost; reading progress again");
    } catch (SQLException again) {
      return lane.translate(again);
    }
  }

  /** Writes the next part. */
  public void write(TransactionPart part) {
    ChangeWriter writer = new SetWriter(lane.connection(), lane.tables());
    try {
      Savepoint savepoint = lane.connection().setSavepoint();
      try {
        writePart(writer, part);
      } catch (NetMismatch mismatch) {
        lane.connection().rollback(savepoint);
        writer = new StepWriter(lane.connection(), lane.tables());
        writePart(writer, part);
      } catch (SQLException e) {
        if (!lane.isDuplicate(e)) {
          throw e;
        }
        lane.connection().rollback(savepoint);
        writer = new StepWriter(lane.connection(), lane.tables());
        writePart(writer, part);
      }
      lane.connection().releaseSavepoint(savepoint);
      rows += part.changes().size();
    } catch (SQLException e) {
      lane.rollback();
      throw lane.named(e, writer, "the end of transaction " + part.transactionId());
    } catch (RuntimeException e) {
      lane.rollback();
      throw e;
    }
  }

  private static void writePart(ChangeWriter writer, TransactionPart part) throws SQLException {
    Lane.write(writer, part);
    writer.flush();
  }

  /** Completes the row and commits; {@code last} is the part that told the position. */
  public Group commit(TransactionPart last) {
    Group whole = new Group(List.of(), last.position(), last.commitMicros(), 1, rows);
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
