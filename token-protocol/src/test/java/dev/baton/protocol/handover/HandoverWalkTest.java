package dev.baton.protocol.handover;

import static dev.baton.protocol.handover.Walk.BLOCKED;
import static dev.baton.protocol.handover.Walk.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.Effect.*;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.token.Purpose;
import org.junit.jupiter.api.Test;

/** The ways through the protocol, from the offer to an end. */
class HandoverWalkTest {

  @Test
  void aSwapAtTheBoundaryGoesFromTheOfferToTheOldEnginesEnd() {
    Walk walk = Walk.alone(Walk.terms());
    assertThat(walk.row.generation()).isEqualTo(4);
    walk.then(walk.prepared()).then(walk.level()).is(Step.TOKEN);
    assertThat(walk.effects).containsExactly(new IssueToken(Purpose.HANDOVER, 1, 4, true));
    walk.to(Step.CUT);
    assertThat(walk.effects).containsExactly(new IssueToken(Purpose.CUT, 2, 4, false));
    walk.then(walk.handedOver());
    assertThat(walk.effects)
        .containsExactly(new GiveStream("green", 4, at(130)), new ApplyAfter("green", at(130)));
    walk.then(new FirstCommit(2_000)).is(Step.CONFIRM);
    assertThat(walk.effects).containsExactly(new KeepWayBack("blue", 2_500));
    walk.to(Step.RETIRE).then(new Retired(9_000)).is(Step.DONE);
    assertThat(walk.row.isSettled()).isTrue();
  }

  @Test
  void aSwapAtTheTokenWaitsForWhatTheNewEngineCannotSee() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.TOKEN);
    walk.then(walk.tokenKnown(BLOCKED)).is(Step.DRAIN);
    walk.refuses(walk.cutAsked(), Refusal.NOT_DRAINED);
    walk.then(walk.drained()).then(walk.cutAsked());
    assertThat(walk.effects).containsExactly(new IssueToken(Purpose.CUT, 2, 4, true));
    walk.then(walk.handedOver()).is(Step.TAKE_OVER);
  }

  @Test
  void digestsAreComparedBeforeTheTokenWhenThatWasAskedFor() {
    Walk walk = Walk.alone(Walk.shadowed()).to(Step.SHADOW);
    walk.then(new Agreed(2_000)).is(Step.TOKEN);
  }

  @Test
  void digestsThatDifferAbortTheSwapAndNameTheDifference() {
    Walk walk = Walk.alone(Walk.shadowed()).to(Step.SHADOW);
    walk.then(new Differed(2_000, "transaction 815 at 0/64", walk.link)).is(Step.ABORTED);
    assertThat(walk.row.ending())
        .isEqualTo(new Ending(Ending.How.DIFFERED, "transaction 815 at 0/64", false));
  }

  @Test
  void anAbortLeavesTheStreamWithItsOwnerAndIsOverOnceCleanedUp() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(walk.aborted()).is(Step.ABORTED);
    assertThat(walk.effects).containsExactly(new CleanUp("green"), new Report());
    assertThat(walk.row.isSettled()).isFalse();
    walk.then(new Cleaned(5_000));
    assertThat(walk.row.isSettled()).isTrue();
    assertThat(HandoverProtocol.due(walk.row)).containsExactly(new Report());
  }

  @Test
  void aStreamIsTakenByForceFromAnEngineThatIsGone() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.DRAIN);
    walk.refuses(walk.force(true), Refusal.CURRENT_IS_PRESENT);
    walk.then(walk.force(false)).is(Step.TAKE_OVER);
    assertThat(walk.effects).contains(new GiveStream("green", 4, at(130)));
    assertThat(walk.row.cut().made()).isEqualTo(Cut.Made.BY_FORCE);
  }

  @Test
  void duringTheWindowTheStreamCanGoBack() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CONFIRM);
    walk.then(walk.returnAsked()).is(Step.RETURN);
    assertThat(walk.effects).containsExactly(new IssueToken(Purpose.RETURN, 3, 4, false));
    walk.then(walk.handedBack()).is(Step.ABORTED);
    assertThat(walk.effects).contains(new GiveStream("blue", 5, at(140)));
    assertThat(walk.row.generation()).isEqualTo(5);
  }

  @Test
  void aReturnThatNobodyTakesIsWithdrawn() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CONFIRM).then(new Walked().returnAsked());
    walk.then(walk.returnWithdrawn()).is(Step.CONFIRM).to(Step.DONE);
  }

  @Test
  void aStreamIsTakenBackFromANewEngineThatIsGone() {
    for (Step step : new Step[] {Step.TAKE_OVER, Step.CONFIRM}) {
      Walk walk = Walk.alone(Walk.terms()).to(step);
      walk.then(walk.takenBack()).is(Step.ABORTED);
      assertThat(walk.effects).contains(new GiveStream("blue", 5, at(140)));
    }
  }

  @Test
  void aRestartedNewEngineBecomesLevelAgainAndKeepsWhatIsDurable() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(new NewRestarted(3_000)).is(Step.WARM_UP);
    walk.then(walk.level()).is(Step.DRAIN).then(walk.cutAsked());
    assertThat(walk.effects).containsExactly(new IssueToken(Purpose.CUT, 3, 4, false));
  }

  @Test
  void agreementIsKeptOverARestart() {
    Walk walk = Walk.alone(Walk.shadowed()).to(Step.TOKEN).then(new NewRestarted(3_000));
    walk.then(walk.level()).is(Step.TOKEN);
  }

  /** Events that need no walk of their own. */
  private static final class Walked {
    ReturnAsked returnAsked() {
      return new ReturnAsked(2_000, Walk.alone(Walk.terms()).link);
    }
  }
}
