package dev.baton.engine.swap.row;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.workflow.Mover;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.GiveStream;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the row of a handover: {@link Mover} locks it, the protocol judges, and what is accepted is
 * written. Where the stream changes hands, the applied log and the ownership row change in the same
 * transaction. Stateless; any thread.
 */
public final class Moves {
  private static final Logger log = LoggerFactory.getLogger(Moves.class);
  private static final Mover.Rules<HandoverRow, HandoverEvent, Decision> PROTOCOL =
      new Mover.Rules<>() {
        @Override
        public Decision judge(HandoverRow locked, HandoverEvent event) {
          return HandoverProtocol.next(locked.handover(), event);
        }

        @Override
        public boolean isAccepted(Decision decision) {
          return decision instanceof Decision.Accepted;
        }
      };

  private Moves() {}

  /** Makes the event from what is read in the transaction that holds the row's lock. */
  public interface Facts {
    HandoverEvent read(Connection transaction, Handover locked) throws SQLException;
  }

  /**
   * Moves the row in a transaction of its own, committed synchronously where it was accepted.
   *
   * @param control in autocommit
   */
  public static Decision move(Connection control, StreamName stream, long id, Facts facts)
      throws SQLException {
    return told(
        stream,
        mover(stream, id, OptionalLong.empty())
            .move(control, (transaction, locked) -> facts.read(transaction, locked.handover())));
  }

  /**
   * Moves the row in the last transaction of the stream's owner, which is to commit only what was
   * accepted.
   *
   * @param seq last number of the applied log that the owner wrote. The row that gives the stream
   *     away has the next one: an engine that lost the stream fails on it as with any other work
   * @throws SQLException that the number is taken, among others
   */
  public static Decision within(
      Connection transaction, StreamName stream, long id, long seq, Facts facts)
      throws SQLException {
    return told(stream, judged(transaction, stream, id, seq, facts));
  }

  /** As {@link #within}, in a transaction to be rolled back: nothing is told of it. */
  public static Decision rehearse(
      Connection transaction, StreamName stream, long id, long seq, Facts facts)
      throws SQLException {
    return judged(transaction, stream, id, seq, facts);
  }

  private static Decision judged(
      Connection transaction, StreamName stream, long id, long seq, Facts facts)
      throws SQLException {
    return mover(stream, id, OptionalLong.of(seq))
        .within(transaction, (at, locked) -> facts.read(at, locked.handover()));
  }

  private static Mover<HandoverRow, HandoverEvent, Decision> mover(
      StreamName stream, long id, OptionalLong seq) {
    return new Mover<>(new Row(stream, id, seq), PROTOCOL);
  }

  /**
   * An event that is out of place is told with the row's history; one that must wait is not.
   *
   * <p>No switch over patterns: linking the first one of a process takes the JVM up to 40 ms, and
   * in a last transaction a stream would stand still for it.
   */
  private static Decision told(StreamName stream, Decision decision) {
    if (decision instanceof Decision.Accepted accepted) {
      Handover next = accepted.next();
      log.info("{}: handover {} is in {}", stream, next.terms().id(), next.step());
    } else if (decision instanceof Decision.Refused refused) {
      if (refused.why() == Refusal.ILLEGAL_EVENT) {
        log.warn("{}: {}", stream, refused.message());
      } else {
        log.debug("{}: {}", stream, refused.message());
      }
    }
    return decision;
  }

  /**
   * The row of one handover as the journal of its moves.
   *
   * @param seq the owner's last number; empty for whoever takes the stream from it
   */
  private record Row(StreamName stream, long id, OptionalLong seq)
      implements Mover.Journal<HandoverRow, Decision> {

    @Override
    public HandoverRow lock(Connection transaction) throws SQLException {
      return HandoverTable.lock(transaction, stream.toString(), id)
          .orElseThrow(
              () -> new IllegalStateException("handover " + id + " of " + stream + " is gone"));
    }

    @Override
    public void write(Connection transaction, HandoverRow locked, Decision decision)
        throws SQLException {
      Decision.Accepted accepted = (Decision.Accepted) decision;
      // First of all: the reverse stream knows a transaction of ours by the row it begins with.
      for (Effect effect : accepted.effects()) {
        if (effect instanceof GiveStream give) {
          give(transaction, locked, give);
        }
      }
      HandoverTable.update(transaction, accepted.next());
    }

    private void give(Connection transaction, HandoverRow row, GiveStream give)
        throws SQLException {
      boolean toNew = give.engine().equals(row.handover().terms().to());
      Ownership.give(
          transaction,
          stream.toString(),
          seq.isPresent() ? seq.getAsLong() : last(transaction),
          give.engine(),
          give.generation(),
          give.position(),
          toNew ? row.toSlot() : LinkNames.slot(row.link(), give.engine(), stream.source()),
          toNew ? row.toOriginSlot() : row.toOriginSlot() == 'A' ? 'B' : 'A');
    }

    private long last(Connection transaction) throws SQLException {
      return AppliedLog.last(transaction, stream.toString()).orElseThrow().seq();
    }
  }
}
