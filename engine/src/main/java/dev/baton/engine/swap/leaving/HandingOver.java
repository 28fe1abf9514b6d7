package dev.baton.engine.swap.leaving;

import dev.baton.engine.stream.StreamState;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;
import java.util.Set;

/**
 * Asks for this engine's last transaction at the next commit boundary. A cut at a token is asked
 * for by the token, when it is met in the trail.
 */
final class HandingOver implements LeaveTask {
  private long askedFor = -1;
  private long askedSequence = -1;

  @Override
  public Step in() {
    return Step.CUT;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.HANDED_OVER);
  }

  @Override
  public void work(Notice notice) {
    long id = notice.handover().terms().id();
    long sequence = notice.handover().cut().sequence();
    boolean asked = askedFor == id && askedSequence == sequence;
    if (asked
        || notice.handover().terms().cutForm() == CutForm.TOKEN
        || notice.stream().state() == StreamState.HANDED_OVER) {
      return;
    }
    askedFor = id;
    askedSequence = sequence;
    notice.stream()
        .handOver(new Closing(notice.settings(), notice.stream(), notice.clock()).at(id, 0));
  }
}
