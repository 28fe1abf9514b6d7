package dev.baton.engine.swap.leaving;

import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;

/** Removes this engine's traces in the stream. */
final class Leaving implements LeaveTask {
  private final Consumer<Handover> onRetired;

  /** {@code onRetired} is told when the stream has gone for good. */
  Leaving(Consumer<Handover> onRetired) {
    this.onRetired = onRetired;
  }

  @Override
  public Step in() {
    return Step.RETIRE;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.RETIRED);
  }

  @Override
  public void work(Notice notice) throws SQLException {
    if (notice.stream().state() != StreamState.HANDED_OVER) {
      return;
    }
    Leftovers.remove(notice.control(), notice.stream(), notice.engine(), notice.stream().slot());
    Decision decision = notice.move((transaction, locked) -> new Retired(notice.now()));
    if (!(decision instanceof Decision.Refused)) {
      onRetired.accept(notice.handover());
    }
  }
}
