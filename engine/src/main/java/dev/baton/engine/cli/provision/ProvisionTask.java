package dev.baton.engine.cli.provision;

import dev.baton.engine.workflow.Task;
import dev.baton.engine.workflow.Turn;

/** What is done in one state of provisioning. */
interface ProvisionTask extends Task<ProvisionState, ProvisionEvent, Turn<ProvisionEvent, Work>> {}
