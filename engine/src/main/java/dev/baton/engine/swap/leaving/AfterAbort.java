package dev.baton.engine.swap.leaving;

import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.row.Absence;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/**
 * The stream is this engine's again where it was given back, and was never away where it was not
 * cut. What a new engine that is gone left, it removes.
 */
final class AfterAbort implements LeaveTask {
  private final Absence absence;

  AfterAbort(Absence absence) {
    this.absence = absence;
  }

  @Override
  public Step in() {
    return Step.ABORTED;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.CLEANED);
  }

  @Override
  public void work(Notice notice) throws SQLException {
    Handover handover = notice.handover();
    if (notice.stream().state() == StreamState.HANDED_OVER
        && handover.cut().made() != Cut.Made.NOT_YET) {
      notice.stream().takeBack();
    }
    if (!handover.ending().cleaned() && absence.isLong(notice.newIsPresent())) {
      Leftovers.remove(
          notice.control(), notice.stream(), handover.terms().to(), notice.row().toSlot());
      notice.move((transaction, locked) -> new Cleaned(notice.now()));
    }
  }
}
