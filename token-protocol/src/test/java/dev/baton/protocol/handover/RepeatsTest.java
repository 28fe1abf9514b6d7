package dev.baton.protocol.handover;

import static dev.baton.protocol.handover.Walk.BLOCKED;
import static dev.baton.protocol.handover.Walk.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.trail.WaitSet;
import org.junit.jupiter.api.Test;

/** Repeats change nothing; what is out of place is refused and told with the history. */
class RepeatsTest {

  @Test
  void everyEventOfASwapIsARepeatOnceItHappened() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.TOKEN);
    walk.then(walk.tokenKnown(BLOCKED)).then(walk.drained());
    walk.repeats(walk.prepared()).repeats(walk.level()).repeats(walk.drained());
    walk.repeats(walk.tokenKnown(WaitSet.NOTHING)).to(Step.CUT).repeats(walk.cutAsked());
    HandedOver closing = walk.handedOver();
    walk.then(closing).repeats(closing).repeats(new NewRestarted(7));
    walk.to(Step.CONFIRM).repeats(closing).repeats(new FirstCommit(8));
    walk.to(Step.RETIRE).repeats(walk.windowOver()).repeats(walk.returnWithdrawn());
    walk.to(Step.DONE).repeats(new Retired(9));
  }

  @Test
  void aClosingThatComesWithAnotherPositionIsNoRepeat() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.TAKE_OVER);
    walk.refuses(new HandedOver(9, 7, "blue", 3, at(131), 0, true), Refusal.ILLEGAL_EVENT);
  }

  @Test
  void whoWasFencedIsRefusedWhenItHandsOver() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(walk.force(false));
    walk.refuses(new HandedOver(9, 7, "blue", 3, at(130), 2, true), Refusal.ILLEGAL_EVENT);
    walk.repeats(walk.force(false));
  }

  @Test
  void aCutThatComesAfterTheAbortHandsOverToNobody() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    HandedOver late = walk.handedOver();
    walk.then(walk.aborted()).repeats(walk.aborted());
    walk.refuses(late, Refusal.ILLEGAL_EVENT).refuses(walk.level(), Refusal.ILLEGAL_EVENT);
    walk.then(new Cleaned(9)).repeats(new Cleaned(10)).refuses(late, Refusal.ILLEGAL_EVENT);
  }

  @Test
  void waysBackAreRepeatsOfThemselvesOnly() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CONFIRM);
    walk.then(walk.returnAsked()).repeats(walk.returnAsked());
    walk.then(walk.handedBack()).repeats(walk.handedBack());
    walk.refuses(walk.takenBack(), Refusal.ILLEGAL_EVENT);
    Walk taken = Walk.alone(Walk.terms()).to(Step.CONFIRM);
    taken.then(taken.takenBack()).repeats(taken.takenBack());
    taken.refuses(taken.handedBack(), Refusal.ILLEGAL_EVENT);
  }

  @Test
  void onceARestartLedBackTheCutMustBeAskedForAgain() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT).then(new NewRestarted(7));
    walk.refuses(walk.cutAsked(), Refusal.ILLEGAL_EVENT);
    walk.refuses(walk.handedOver(), Refusal.ILLEGAL_EVENT);
  }

  @Test
  void blockersAreEndedOnceAndPutTheDeadlineOff() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.TOKEN);
    walk.then(walk.tokenKnown(BLOCKED)).then(new BlockersEnded(70_000, 75_000));
    assertThat(walk.row.times().deadlineMillis()).isEqualTo(75_000);
    walk.repeats(new BlockersEnded(76_000, 90_000));
  }

  @Test
  void anIllegalEventIsToldWithTheHistory() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.WARM_UP);
    Refused refused = (Refused) HandoverProtocol.next(walk.row, new Retired(9));
    assertThat(refused.message())
        .isEqualTo(
            "ILLEGAL_EVENT: 'retired' is not possible there. Handover 7 of east->west from blue to"
                + " green is in WARM_UP. History: PREPARE -OFFERED-> PREPARE @1000,"
                + " PREPARE -PREPARED-> WARM_UP @1100");
  }

  @Test
  void aRefusalAfterAnAbortSaysWhoAborted() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(walk.aborted());
    Refused refused = (Refused) HandoverProtocol.next(walk.row, walk.handedOver());
    assertThat(refused.message()).contains("is in ABORTED (by the operator). History: ");
  }
}
