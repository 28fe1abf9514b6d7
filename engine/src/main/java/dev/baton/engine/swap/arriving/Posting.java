package dev.baton.engine.swap.arriving;

import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.IssueToken;
import dev.baton.protocol.handover.HandoverProtocol;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Posts the token that a row calls for, each number once: a process or session that cannot know
 * whether it did begins under a new number. Owned by the swap's thread.
 */
final class Posting {
  private long sequence = -1;

  /** What was sent, where it had not been. */
  Optional<TokenPost.Posted> post(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    for (Effect effect : HandoverProtocol.due(look.handover())) {
      if (effect instanceof IssueToken issue && issue.sequence() != sequence) {
        TokenPost.Posted posted =
            new TokenPost(arrival.settings(), arrival.stream(), arrival.control())
                .post(arrival.source(), look.row(), issue);
        sequence = issue.sequence();
        return Optional.of(posted);
      }
    }
    return Optional.empty();
  }
}
