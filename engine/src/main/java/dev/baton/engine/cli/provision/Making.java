package dev.baton.engine.cli.provision;

import dev.baton.engine.workflow.Turn;
import dev.baton.migration.provision.Part;
import java.util.EnumSet;
import java.util.Set;

/** Makes what is missing of one part, at all sites. */
record Making(ProvisionState in, Part part) implements ProvisionTask {

  @Override
  public Set<ProvisionEvent> brings() {
    return EnumSet.of(ProvisionEvent.MADE);
  }

  @Override
  public void work(Turn<ProvisionEvent, Work> turn) {
    turn.work().pass().make(part);
    turn.bring(ProvisionEvent.MADE);
  }
}
