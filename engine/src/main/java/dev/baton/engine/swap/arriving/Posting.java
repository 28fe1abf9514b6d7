package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.IssueToken;
import dev.baton.protocol.handover.HandoverProtocol;
import java.sql.SQLException;

/**
 * Posts the token that a row calls for, each number once: a process or session that cannot know
 * whether it did begins under a new number. Owned by the swap's thread.
 */
final class Posting {
  private long sequence = -1;

  /** Sends it where it was not sent; answers whether it was sent now. */
  boolean post(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    for (Effect effect : HandoverProtocol.due(look.handover())) {
      if (effect instanceof IssueToken issue && issue.sequence() != sequence) {
        new TokenPost(arrival.settings(), arrival.stream(), arrival.control())
            .post(arrival.source(), look.row(), issue);
        sequence = issue.sequence();
        return true;
      }
    }
    return false;
  }
}
