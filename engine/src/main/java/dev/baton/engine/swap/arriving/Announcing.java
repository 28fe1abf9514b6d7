package dev.baton.engine.swap.arriving;

import dev.baton.connectors.spi.SourceSite;
import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.IssueToken;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.TokenKnown;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.WaitSet;
import java.sql.SQLException;
import java.util.Set;

/** Issues the HANDOVER token, with the list of the transactions open at the source. */
final class Announcing implements StepTask {

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
    for (Effect effect : HandoverProtocol.due(look.handover())) {
      if (effect instanceof IssueToken issue) {
        issue(look.arrival(), issue);
      }
    }
    Force.ifDue(look);
  }

  private static void issue(Arrival arrival, IssueToken issue) throws SQLException {
    TokenPost.Posted posted;
    try (SourceSite source = arrival.stream().openSource("swap")) {
      posted =
          new TokenPost(arrival.settings(), arrival.stream(), arrival.control())
              .post(source, arrival.id(), issue);
    }
    arrival.move(
        (transaction, locked) ->
            new TokenKnown(
                arrival.now(),
                arrival.id(),
                issue.sequence(),
                posted.position(),
                WaitSet.ofCopiedPosition()));
  }
}
