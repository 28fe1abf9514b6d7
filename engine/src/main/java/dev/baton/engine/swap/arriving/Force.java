package dev.baton.engine.swap.arriving;

import dev.baton.engine.progress.Ownership;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.TakenByForce;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.Mode;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Taking a stream without asking the current engine: it is to be fenced, or it is gone. The loser's
 * sessions are ended first, since they may hold the next number of the applied log; and the
 * protocol is asked before any is ended, since a force that is refused would only disturb.
 */
final class Force {
  private Force() {}

  /** Takes the stream where that is due. */
  static void ifDue(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    Handover handover = look.handover();
    if (!isDue(arrival, handover)) {
      return;
    }
    String stream = arrival.stream().name().toString();
    Connection control = arrival.control();
    Ownership.Row owned = Ownership.read(control, stream).orElseThrow();
    TakenByForce asked =
        new TakenByForce(
            arrival.now(),
            arrival.engine(),
            owned.generation(),
            arrival.progress(control),
            handover.terms().mode() == Mode.FENCE,
            look.link());
    if (!(HandoverProtocol.next(handover, asked) instanceof Decision.Accepted)) {
      return;
    }
    endSessionsOf(handover.terms().from(), arrival.stream(), control);
    arrival.move(
        (transaction, locked) ->
            new TakenByForce(
                arrival.now(),
                arrival.engine(),
                Ownership.lock(transaction, stream).orElseThrow().generation(),
                arrival.progress(transaction),
                !arrival.isGone(transaction, locked.terms().from()),
                look.link()));
  }

  /**
   * Also those that show that it lives: a stopped process would keep its successors out by them,
   * and it may have been stopped in a transaction on one of them.
   */
  private static void endSessionsOf(String former, StreamHandle stream, Connection control) {
    stream.target().endHolder(control, stream.lock());
    stream.target().endHolder(control, stream.presence(former));
    stream.target().endOtherLanes(control);
  }

  private static boolean isDue(Arrival arrival, Handover handover) throws SQLException {
    return handover.terms().mode() == Mode.FENCE
        ? arrival.stream().isLevel()
        : arrival.ownerIsLongGone(handover.terms().from());
  }
}
