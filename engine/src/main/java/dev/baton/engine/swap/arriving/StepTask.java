package dev.baton.engine.swap.arriving;

import dev.baton.engine.workflow.Task;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;

/** What the new engine does in one step of a handover. */
interface StepTask extends Task<Step, EventKind, Look> {}
