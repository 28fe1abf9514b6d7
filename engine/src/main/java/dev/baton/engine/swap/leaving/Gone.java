package dev.baton.engine.swap.leaving;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Step;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** The stream has gone for good, also where another engine removed this one's traces. */
final class Gone implements LeaveTask {
  private final Consumer<Handover> onRetired;

  Gone(Consumer<Handover> onRetired) {
    this.onRetired = onRetired;
  }

  @Override
  public Step in() {
    return Step.DONE;
  }

  @Override
  public Set<EventKind> brings() {
    return EnumSet.noneOf(EventKind.class);
  }

  @Override
  public void work(Notice notice) {
    onRetired.accept(notice.handover());
  }
}
