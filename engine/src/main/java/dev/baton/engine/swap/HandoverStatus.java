package dev.baton.engine.swap;

import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StatusReport.Blocker;
import java.time.Instant;
import java.util.List;

/** Tells a swap as status shows it. Stateless; any thread. */
public final class HandoverStatus {
  private HandoverStatus() {}

  /** The step is that of the stream that has come the least far. */
  public static StatusReport.Handover of(SwapPicture swap, List<Blocker> blockers) {
    return new StatusReport.Handover(
        swap.id(),
        swap.terms().from(),
        swap.terms().to(),
        swap.step().name(),
        Instant.ofEpochMilli(swap.least().times().sinceMillis()),
        Instant.ofEpochMilli(swap.deadlineMillis()),
        blockers,
        swap.steps());
  }
}
