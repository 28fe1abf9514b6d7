package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.HandoverEvent.BlockersEnded;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final long LATE = 61_000;

  private static Terms terms(DeadlinePolicy policy) {
    return new Terms(7, Walk.FIRST, "blue", "green", Mode.DRAIN, CutForm.TOKEN, false, policy, 500);
  }

  private static DeadlineAction at(Walk walk, long nowMillis) {
    return LinkCourse.atDeadline(walk.link.with(walk.row), nowMillis);
  }

  private static Walk blocked(DeadlinePolicy policy) {
    Walk walk = Walk.alone(terms(policy)).to(Step.TOKEN);
    return walk.then(walk.tokenKnown(Walk.BLOCKED));
  }

  @Test
  void beforeTheDeadlineNothingIsAskedFor() {
    assertThat(at(blocked(DeadlinePolicy.ABORT), LATE - 1)).isEqualTo(DeadlineAction.NOTHING);
  }

  @Test
  void atTheDeadlineThePolicyDecides() {
    assertThat(at(blocked(DeadlinePolicy.WAIT), LATE)).isEqualTo(DeadlineAction.NOTHING);
    assertThat(at(blocked(DeadlinePolicy.ABORT), LATE)).isEqualTo(DeadlineAction.ABORT);
    assertThat(at(blocked(DeadlinePolicy.CANCEL_BLOCKERS), LATE))
        .isEqualTo(DeadlineAction.CANCEL_BLOCKERS);
  }

  @Test
  void blockersAreEndedOnceThenTheSwapIsAborted() {
    Walk walk = blocked(DeadlinePolicy.CANCEL_BLOCKERS);
    walk.then(new BlockersEnded(LATE, LATE + 5_000));
    assertThat(at(walk, LATE + 4_999)).isEqualTo(DeadlineAction.NOTHING);
    assertThat(at(walk, LATE + 5_000)).isEqualTo(DeadlineAction.ABORT);
  }

  @Test
  void onceOneStreamIsCutTheDeadlineAsksForNothing() {
    Walk walk = Walk.alone(terms(DeadlinePolicy.ABORT)).to(Step.TAKE_OVER);
    assertThat(at(walk, LATE)).isEqualTo(DeadlineAction.NOTHING);
  }
}
