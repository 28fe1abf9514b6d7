package dev.baton.engine.swap.arriving;

import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.Moves;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.HandedBack;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Gives the stream back in this engine's last transaction, at its next commit boundary. */
final class HandingBack implements StepTask {
  private static final long NOT_ASKED = -1;

  /**
   * The generation under which it was asked for: twice would only repeat it. An answer of no is
   * asked again, and so is one that an error took away, since the stream is taken anew then.
   */
  private volatile long askedUnder = NOT_ASKED;

  @Override
  public Step in() {
    return Step.RETURN;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.HANDED_BACK);
  }

  @Override
  public void work(Look look) {
    Arrival arrival = look.arrival();
    long generation = arrival.stream().generation();
    if (generation != askedUnder) {
      askedUnder = generation;
      arrival.stream().handOver((lane, seq, position) -> answer(arrival, lane, seq, position));
    }
  }

  private boolean answer(Arrival arrival, Connection lane, long seq, SourcePosition position)
      throws SQLException {
    boolean given = lastTransaction(arrival, lane, seq, position);
    if (!given) {
      askedUnder = NOT_ASKED;
    }
    return given;
  }

  /** On the applying thread. */
  private static boolean lastTransaction(
      Arrival arrival, Connection lane, long seq, SourcePosition position) throws SQLException {
    StreamHandle stream = arrival.stream();
    try (LinkView link = new LinkView(arrival.settings())) {
      Decision decision =
          Moves.within(
              lane,
              stream.name(),
              arrival.id(),
              seq,
              (transaction, locked) ->
                  new HandedBack(
                      arrival.now(),
                      arrival.engine(),
                      stream.generation(),
                      position,
                      !stream.target().isFree(transaction, stream.presence(locked.terms().from())),
                      link.rows(arrival.id())));
      return decision instanceof Decision.Accepted;
    }
  }
}
