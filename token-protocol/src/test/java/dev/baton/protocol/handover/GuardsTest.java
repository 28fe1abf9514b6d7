package dev.baton.protocol.handover;

import static dev.baton.protocol.handover.Walk.BLOCKED;
import static dev.baton.protocol.handover.Walk.at;

import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;
import org.junit.jupiter.api.Test;

/** What an event must show before it is accepted. */
class GuardsTest {

  @Test
  void aReadPositionBehindTheCurrentEnginesLosesWhatLiesBetween() {
    Walk walk = Walk.alone(Walk.terms());
    walk.refuses(new Prepared(1, at(101), at(100)), Refusal.READS_TOO_LATE);
    Walk fresh = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN));
    fresh.then(new Prepared(1, at(101), at(100))).is(Step.WARM_UP);
  }

  @Test
  void noCutIsAskedForByAnEngineThatIsBehind() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.DRAIN);
    walk.refuses(new CutAsked(2, false, walk.link), Refusal.NOT_LEVEL);
  }

  @Test
  void nothingIsHandedOverToAnEngineThatIsGone() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.refuses(new HandedOver(2, 7, "blue", 3, at(130), 0, false), Refusal.NEW_IS_GONE);
  }

  @Test
  void onlyTheCurrentEngineHandsOver() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.refuses(new HandedOver(2, 7, "green", 3, at(130), 0, true), Refusal.WRONG_ENGINE);
  }

  @Test
  void atTheTokenOnlyTheLastTokenIssuedCuts() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.CUT);
    walk.refuses(new HandedOver(2, 7, "blue", 3, at(130), 1, true), Refusal.WRONG_TOKEN);
    walk.refuses(new HandedOver(2, 7, "blue", 3, at(130), 3, true), Refusal.WRONG_TOKEN);
    walk.then(new HandedOver(2, 7, "blue", 3, at(130), 2, true));
  }

  @Test
  void whatIsRememberedOfAnotherHandoverMovesNothing() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.TOKEN);
    walk.refuses(new TokenKnown(2, 6, 1, at(110), BLOCKED), Refusal.OTHER_HANDOVER);
    walk.refuses(new TokenKnown(2, 7, 2, at(110), BLOCKED), Refusal.WRONG_TOKEN);
    walk.to(Step.CUT);
    walk.refuses(new HandedOver(3, 6, "blue", 3, at(130), 2, true), Refusal.OTHER_HANDOVER);
  }

  @Test
  void whoReadsFromTheCurrentEnginesPositionNeedsItForNothingBeforeTheToken() {
    Walk walk = Walk.alone(Walk.fencing(CutForm.TOKEN)).to(Step.TOKEN);
    walk.then(
        new TokenKnown(
            walk.now(), 7, walk.row.cut().sequence(), SourcePosition.NONE, WaitSet.NOTHING));
    walk.refuses(
        new TakenByForce(walk.now(), "green", 3, at(99), true, walk.link), Refusal.READS_TOO_LATE);
    walk.then(new TakenByForce(walk.now(), "green", 3, at(100), true, walk.link));
  }

  @Test
  void nothingIsHandedOverThatTheNewEngineCannotReadOnFrom() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.refuses(new HandedOver(2, 7, "blue", 3, at(99), 0, true), Refusal.READS_TOO_LATE);
  }

  @Test
  void byForceANewEngineWithAPositionOfItsOwnNeedsTheWaitSetReplicated() {
    Walk walk = Walk.alone(Walk.fencing(CutForm.TOKEN)).to(Step.TOKEN);
    walk.refuses(walk.force(true), Refusal.READS_TOO_LATE);
    walk.then(walk.tokenKnown(BLOCKED)).then(new Drained(2, at(150)));
    walk.refuses(walk.force(true), Refusal.READS_TOO_LATE);
    walk.then(new TakenByForce(3, "green", 3, at(150), true, walk.link)).is(Step.TAKE_OVER);
  }

  @Test
  void onlyTheNewEngineTakesByForceAndOnlyAnotherTakesBack() {
    Walk walk = Walk.alone(Walk.fencing(CutForm.BOUNDARY)).to(Step.DRAIN);
    walk.refuses(new TakenByForce(3, "blue", 3, at(130), true, walk.link), Refusal.WRONG_ENGINE);
    walk.then(walk.force(true));
    walk.refuses(new TakenBack(4, "green", 4, at(140), false, walk.link), Refusal.WRONG_ENGINE);
    walk.refuses(new TakenBack(4, "blue", 4, at(140), true, walk.link), Refusal.NEW_IS_PRESENT);
  }

  @Test
  void nothingIsHandedBackToAnEngineThatIsGone() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CONFIRM);
    walk.then(walk.returnAsked());
    walk.refuses(new HandedBack(5, "green", 4, at(140), false, walk.link), Refusal.FORMER_IS_GONE);
    walk.refuses(new HandedBack(5, "blue", 4, at(140), true, walk.link), Refusal.WRONG_ENGINE);
  }

  @Test
  void theWayBackStaysOpenForItsWindow() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.TAKE_OVER).then(new FirstCommit(10_000));
    walk.refuses(new WindowOver(10_499, walk.link), Refusal.WINDOW_IS_OPEN);
    walk.then(new WindowOver(10_500, walk.link)).is(Step.RETIRE);
  }
}
