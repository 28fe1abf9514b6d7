package dev.baton.engine.cli.provision;

import static dev.baton.engine.cli.provision.ProvisionEvent.COMPLETE;
import static dev.baton.engine.cli.provision.ProvisionEvent.INCOMPLETE;
import static dev.baton.engine.cli.provision.ProvisionEvent.MADE;
import static dev.baton.engine.cli.provision.ProvisionState.DONE;
import static dev.baton.engine.cli.provision.ProvisionState.GRANTS;
import static dev.baton.engine.cli.provision.ProvisionState.PROGRESS;
import static dev.baton.engine.cli.provision.ProvisionState.PUBLICATIONS;
import static dev.baton.engine.cli.provision.ProvisionState.ROLES;
import static dev.baton.engine.cli.provision.ProvisionState.SCHEMAS;
import static dev.baton.engine.cli.provision.ProvisionState.SLOTS;
import static dev.baton.engine.cli.provision.ProvisionState.VERIFYING;

import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.workflow.Course;
import dev.baton.engine.workflow.Tasks;
import dev.baton.engine.workflow.Transition;
import dev.baton.engine.workflow.Turn;
import dev.baton.engine.workflow.Workflow;
import dev.baton.engine.workflow.WorkflowTable;
import dev.baton.migration.provision.Part;
import dev.baton.migration.provision.Plan;
import dev.baton.migration.provision.Provisioning;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Provisions a link part by part, each recorded before the next is begun, at the first of the
 * link's sites by name. A run that was interrupted, by whatever, is gone on with by the next one.
 * One thread.
 */
public final class DurableProvisioning {
  /** How provisioning goes. */
  public static final Course<ProvisionState, ProvisionEvent> COURSE =
      new Course<>(
          ProvisionState.class,
          ROLES,
          Set.of(DONE),
          List.of(
              new Transition<>(ROLES, MADE, SCHEMAS),
              new Transition<>(SCHEMAS, MADE, GRANTS),
              new Transition<>(GRANTS, MADE, PUBLICATIONS),
              new Transition<>(PUBLICATIONS, MADE, SLOTS),
              new Transition<>(SLOTS, MADE, PROGRESS),
              new Transition<>(PROGRESS, MADE, VERIFYING),
              new Transition<>(VERIFYING, INCOMPLETE, ROLES),
              new Transition<>(VERIFYING, COMPLETE, DONE)));

  private final Provisioning provisioning;
  private final InstantSource clock;
  private final Consumer<ProvisionState> onRecorded;

  /**
   * Provisioning by the steps of another.
   *
   * @param onRecorded told of each state, once it is recorded, before anything is done in it
   */
  public DurableProvisioning(
      Provisioning provisioning, InstantSource clock, Consumer<ProvisionState> onRecorded) {
    this.provisioning = provisioning;
    this.clock = clock;
    this.onRecorded = onRecorded;
  }

  /**
   * Makes what is missing.
   *
   * @return what was missing
   * @throws BatonException with the first blocker's code and all blockers in the message, and then
   *     nothing was touched; or naming what went wrong on the way, and then it may be run again
   */
  public Plan apply(Settings settings) {
    try (Provisioning.Pass pass = provisioning.begin(settings)) {
      Plan plan = pass.plan();
      pass.atFirstSite(control -> run(control, settings.link(), pass));
      return plan;
    }
  }

  private ProvisionState run(Connection control, String link, Provisioning.Pass pass)
      throws SQLException {
    WorkflowTable<ProvisionState> table =
        new WorkflowTable<>(ProvisionState.class, "provision", link, COURSE.first());
    Workflow<ProvisionState, ProvisionEvent, Work> workflow =
        new Workflow<>("provisioning of link " + link, COURSE, tasks(), table, clock);
    boolean interrupted = workflow.isUnderWay(control);
    if (pass.plan().nothingToDo() && !interrupted) {
      pass.requireComplete();
      return DONE;
    }
    return workflow.run(control, new Work(pass, interrupted), onRecorded);
  }

  private static Tasks<ProvisionState, ProvisionEvent, Turn<ProvisionEvent, Work>> tasks() {
    return Tasks.of(
        ProvisionState.class,
        ProvisionEvent.class,
        List.of(
            new Making(ROLES, Part.ROLES),
            new Making(SCHEMAS, Part.SCHEMAS),
            new Making(GRANTS, Part.GRANTS),
            new Making(PUBLICATIONS, Part.PUBLICATIONS),
            new Making(SLOTS, Part.SLOTS),
            new Making(PROGRESS, Part.PROGRESS),
            new Verifying()));
  }
}
