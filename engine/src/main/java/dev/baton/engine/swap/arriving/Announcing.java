package dev.baton.engine.swap.arriving;

import dev.baton.engine.swap.token.TokenInbox;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.TokenKnown;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Issues the HANDOVER token, with the list of the transactions open at the source. An engine that
 * shares the current one's position needs nothing of it; any other waits until it has come through
 * its own reading: then its reader is known to have begun before the list was made.
 */
final class Announcing implements StepTask {
  private final Posting posting = new Posting();

  @Override
  public Step in() {
    return Step.TOKEN;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.TOKEN_KNOWN, EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    boolean posted = posting.post(look);
    Handover handover = look.handover();
    if (handover.terms().cutForm() == CutForm.TOKEN) {
      Optional<TokenInbox.Read> read = look.arrival().inbox().find(handover, Purpose.HANDOVER);
      if (read.isPresent()) {
        if (look.row().hasFreshSlot()) {
          known(look, read.get().position(), WaitSet.ofFreshPosition(read.get().token().list()));
        } else {
          seesAll(look);
        }
      }
    } else if (posted) {
      seesAll(look);
    }
    Force.ifDue(look);
  }

  /** From C's position: also what was open then, and what ended before the token. */
  private static void seesAll(Look look) throws SQLException {
    known(look, SourcePosition.NONE, WaitSet.ofCopiedPosition());
  }

  private static void known(Look look, SourcePosition position, WaitSet waitSet)
      throws SQLException {
    Arrival arrival = look.arrival();
    arrival.move(
        (transaction, locked) ->
            new TokenKnown(
                arrival.now(), arrival.id(), look.handover().cut().sequence(), position, waitSet));
  }
}
