package dev.baton.engine.cli.provision;

import dev.baton.engine.workflow.Turn;
import java.util.EnumSet;
import java.util.Set;

/**
 * Looks again whether all is there. What an interrupted run made may be for other settings than
 * there are by now; then all of it is gone through once more.
 */
final class Verifying implements ProvisionTask {

  @Override
  public ProvisionState in() {
    return ProvisionState.VERIFYING;
  }

  @Override
  public Set<ProvisionEvent> brings() {
    return EnumSet.of(ProvisionEvent.COMPLETE, ProvisionEvent.INCOMPLETE);
  }

  @Override
  public void work(Turn<ProvisionEvent, Work> turn) {
    if (turn.work().isToBeginAgain()) {
      turn.bring(ProvisionEvent.INCOMPLETE);
    } else {
      turn.work().pass().requireComplete();
      turn.bring(ProvisionEvent.COMPLETE);
    }
  }
}
