package dev.baton.engine.swap.leaving;

import dev.baton.engine.workflow.Task;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Step;

/** What the current engine does in one step of a handover. */
interface LeaveTask extends Task<Step, EventKind, Notice> {}
