package dev.baton.engine.swap.leaving;

import dev.baton.engine.stream.StreamState;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/**
 * Asks for this engine's last transaction at the next commit boundary. A cut at a token is asked
 * for by the token, when it is met in the trail.
 */
final class HandingOver implements LeaveTask {
  private Asked asked = new Asked(0, 0, 0);

  /**
   * What the stream was asked to end with. Asked again for another CUT token, and by a stream that
   * was taken anew because its last transaction failed.
   */
  private record Asked(long handover, long sequence, long generation) {}

  @Override
  public Step in() {
    return Step.CUT;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.HANDED_OVER, EventKind.ABORTED);
  }

  @Override
  public void work(Notice notice) throws SQLException {
    ask(notice);
    FollowingFirst.follow(notice);
  }

  private void ask(Notice notice) {
    long id = notice.handover().terms().id();
    Asked now = new Asked(id, notice.handover().cut().sequence(), notice.stream().generation());
    if (now.equals(asked)
        || notice.handover().terms().cutForm() == CutForm.TOKEN
        || notice.stream().state() == StreamState.HANDED_OVER) {
      return;
    }
    asked = now;
    notice.stream()
        .handOver(new Closing(notice.settings(), notice.stream(), notice.clock()).at(id, 0));
  }
}
