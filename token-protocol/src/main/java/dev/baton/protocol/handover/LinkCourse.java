package dev.baton.protocol.handover;

import java.util.Optional;

/**
 * What must be done because of where the link's other rows stand: followers follow the first
 * stream, and the deadline asks for what its policy says. {@link LinkOrder} says what may be done.
 *
 * <p>Pure; any thread.
 */
public final class LinkCourse {
  private LinkCourse() {}

  /** What the row must do because the first has decided. N does it, or whoever acts for it. */
  public static Follow follow(Handover row, LinkRows link) {
    Optional<Handover> first = link.first();
    if (link.place(row.terms().stream()) == 0 || first.isEmpty()) {
      return Follow.NOTHING;
    }
    return switch (first.get().step()) {
      case ABORTED -> afterAbort(row.step());
      case RETURN -> row.step() == Step.CONFIRM ? Follow.ASK_RETURN : Follow.NOTHING;
      case CONFIRM -> row.step() == Step.RETURN ? Follow.WITHDRAW_RETURN : Follow.NOTHING;
      case RETIRE, DONE -> afterRetire(row.step());
      case PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT, TAKE_OVER -> Follow.NOTHING;
    };
  }

  /** What the deadline asks for now. Once the first stream is cut it asks for nothing. */
  public static DeadlineAction atDeadline(LinkRows link, long nowMillis) {
    Optional<Handover> first = link.first();
    if (first.isEmpty() || !first.get().step().isBeforeTakeOver()) {
      return DeadlineAction.NOTHING;
    }
    for (Handover row : link.rows()) {
      if (row.times().deadlineMillis() > nowMillis) {
        return DeadlineAction.NOTHING;
      }
    }
    return switch (first.get().terms().policy()) {
      case WAIT -> DeadlineAction.NOTHING;
      case ABORT -> DeadlineAction.ABORT;
      case CANCEL_BLOCKERS ->
          link.rows().stream().anyMatch(LinkCourse::hasBlockersToEnd)
              ? DeadlineAction.CANCEL_BLOCKERS
              : DeadlineAction.ABORT;
    };
  }

  private static Follow afterAbort(Step step) {
    return switch (step) {
      case PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT -> Follow.ABORT;
      case TAKE_OVER, CONFIRM -> Follow.ASK_RETURN;
      case RETURN, RETIRE, DONE, ABORTED -> Follow.NOTHING;
    };
  }

  private static Follow afterRetire(Step step) {
    return switch (step) {
      case CONFIRM -> Follow.CLOSE_WINDOW;
      case RETURN -> Follow.WITHDRAW_RETURN;
      case PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT, TAKE_OVER, RETIRE, DONE, ABORTED ->
          Follow.NOTHING;
    };
  }

  /**
   * Whether the deadline's policy may end what a handover waits for, which it does once. A read
   * position made anew waits for open transactions as a drain does.
   *
   * @param row the handover as last read
   * @return whether it is asked for
   */
  public static boolean hasBlockersToEnd(Handover row) {
    boolean waits =
        row.step() == Step.DRAIN && !row.readiness().drained()
            || row.step() == Step.PREPARE && row.terms().cutForm() == CutForm.TOKEN;
    return waits && !row.times().blockersEnded();
  }
}
