package dev.baton.protocol.handover;

import static dev.baton.protocol.handover.Actor.ANY;
import static dev.baton.protocol.handover.Actor.CURRENT;
import static dev.baton.protocol.handover.Actor.NEW;
import static dev.baton.protocol.handover.Actor.OPERATOR;
import static dev.baton.protocol.handover.EventKind.*;
import static dev.baton.protocol.handover.Step.*;
import static dev.baton.protocol.handover.When.ALWAYS;
import static dev.baton.protocol.handover.When.SHADOW_DUE;
import static dev.baton.protocol.handover.When.TOKEN_DUE;

import java.util.ArrayList;
import java.util.List;

/**
 * The handover of a stream, line by line. A handover begins in {@link Step#PREPARE} when it is
 * offered; everything not listed here is refused.
 */
public final class HandoverTransitions {
  /** The table. */
  public static final TransitionTable TABLE = new TransitionTable(lines());

  private HandoverTransitions() {}

  private static List<Transition> lines() {
    List<Transition> lines = new ArrayList<>();
    lines.add(line(PREPARE, PREPARED, WARM_UP, NEW, "reads and discards"));
    lines.add(
        new Transition(
            WARM_UP, LEVEL, SHADOW_DUE, SHADOW, NEW, "compares digests with the current engine's"));
    lines.add(
        new Transition(
            WARM_UP, LEVEL, TOKEN_DUE, TOKEN, NEW, "writes the HANDOVER token into the trail"));
    lines.add(
        new Transition(
            WARM_UP, LEVEL, When.TOKEN_KNOWN, DRAIN, NEW, "goes on where it was before a restart"));
    lines.add(line(SHADOW, AGREED, TOKEN, NEW, "writes the HANDOVER token into the trail"));
    lines.add(
        line(SHADOW, DIFFERED, Step.ABORTED, NEW, "the first difference is named; N cleans up"));
    lines.add(line(TOKEN, EventKind.TOKEN_KNOWN, DRAIN, NEW, "the wait-set is watched"));
    lines.add(line(DRAIN, DRAINED, DRAIN, NEW, "the stream waits for its turn"));
    lines.add(line(PREPARE, BLOCKERS_ENDED, PREPARE, NEW, "the deadline is put off once"));
    lines.add(line(DRAIN, BLOCKERS_ENDED, DRAIN, NEW, "the deadline is put off once"));
    lines.add(
        line(DRAIN, CUT_ASKED, CUT, NEW, "the CUT token is issued, virtual or into the trail"));
    lines.add(
        line(CUT, HANDED_OVER, TAKE_OVER, CURRENT, "in C's last transaction N owns the stream"));
    for (Step step : List.of(PREPARE, WARM_UP)) {
      lines.add(line(step, NEW_RESTARTED, step, NEW, "goes on"));
    }
    for (Step step : List.of(SHADOW, TOKEN, DRAIN, CUT)) {
      lines.add(line(step, NEW_RESTARTED, WARM_UP, NEW, "becomes level again first"));
    }
    for (Step step : List.of(PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT)) {
      lines.add(line(step, EventKind.ABORTED, Step.ABORTED, OPERATOR, "C goes on; N cleans up"));
    }
    for (Step step : List.of(WARM_UP, SHADOW, TOKEN, DRAIN, CUT)) {
      lines.add(line(step, TAKEN_BY_FORCE, TAKE_OVER, NEW, "N owns the stream; C is fenced"));
    }
    lines.add(
        line(TAKE_OVER, FIRST_COMMIT, CONFIRM, NEW, "the window opens; C keeps the way back"));
    lines.add(line(CONFIRM, WINDOW_OVER, RETIRE, ANY, "C removes its traces and ends"));
    for (Step step : List.of(TAKE_OVER, CONFIRM)) {
      lines.add(line(step, RETURN_ASKED, RETURN, OPERATOR, "N hands back at its next boundary"));
    }
    lines.add(line(RETURN, RETURN_WITHDRAWN, CONFIRM, OPERATOR, "N stays"));
    lines.add(
        line(RETURN, HANDED_BACK, Step.ABORTED, NEW, "in N's last transaction C owns the stream"));
    for (Step step : List.of(TAKE_OVER, CONFIRM, RETURN)) {
      lines.add(line(step, TAKEN_BACK, Step.ABORTED, CURRENT, "C owns the stream; N is fenced"));
    }
    lines.add(line(RETIRE, RETIRED, DONE, ANY, "the report is written"));
    lines.add(line(Step.ABORTED, CLEANED, Step.ABORTED, ANY, "nothing of N is left"));
    return lines;
  }

  private static Transition line(Step from, EventKind on, Step to, Actor actor, String then) {
    return new Transition(from, on, ALWAYS, to, actor, then);
  }
}
