package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.handover.HandoverEvent.NewRestarted;
import dev.baton.protocol.trail.WaitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two things at once, of which exactly one happens. */
class RacesTest {

  @Test
  void aCutOnItsWayToASlowEngineHandsOverNothingOnceTheOperatorAborted() {
    Walk walk = Walk.alone(Walk.terms(Walk.FIRST, CutForm.TOKEN)).to(Step.CUT);
    HandedOver late = walk.handedOver();
    walk.then(walk.aborted()).refuses(late, Refusal.ILLEGAL_EVENT);
    walk.then(new Cleaned(5_000));
    walk.row = again(walk.row);
    walk.refuses(late, Refusal.ILLEGAL_EVENT);
    while (walk.row.step() != Step.CUT) {
      walk.then(ofTheSecond(walk));
    }
    assertThat(late.sequence()).isEqualTo(walk.row.cut().sequence());
    walk.refuses(late, Refusal.OTHER_HANDOVER);
  }

  private static Handover again(Handover aborted) {
    Terms first = aborted.terms();
    Terms terms =
        new Terms(
            8,
            first.stream(),
            first.from(),
            first.to(),
            first.mode(),
            first.cutForm(),
            false,
            first.policy(),
            500);
    LinkRows link = new LinkRows(List.of(Walk.FIRST), List.of());
    Offer offer = new Offer(terms, "blue", 3, 90_000, link, 6_000);
    return ((Accepted) HandoverProtocol.offer(Optional.of(aborted), offer)).next();
  }

  private static HandoverEvent ofTheSecond(Walk walk) {
    return switch (walk.row.step()) {
      case PREPARE -> walk.prepared();
      case WARM_UP -> walk.level();
      case TOKEN -> new HandoverEvent.TokenKnown(7_000, 8, 1, Walk.at(110), WaitSet.NOTHING);
      case DRAIN -> walk.cutAsked();
      case SHADOW, CUT, TAKE_OVER, CONFIRM, RETURN, RETIRE, DONE, ABORTED ->
          throw new IllegalStateException(walk.row.step().name());
    };
  }

  @Test
  void whoComesSecondOfAnAbortAndAHandOverIsTold() {
    Walk cut = Walk.alone(Walk.terms()).to(Step.CUT);
    cut.then(cut.handedOver()).refuses(cut.aborted(), Refusal.ILLEGAL_EVENT);
    Walk aborted = Walk.alone(Walk.terms()).to(Step.CUT);
    aborted.then(aborted.aborted()).refuses(aborted.handedOver(), Refusal.ILLEGAL_EVENT);
  }

  @Test
  void withOneStreamCutTheOtherRollsForwardPastItsDeadline() {
    Handover first = Walk.alone(Walk.terms()).to(Step.TAKE_OVER).row;
    Walk second =
        Walk.beside(Walk.terms(Walk.SECOND, CutForm.BOUNDARY), Walk.alone(Walk.terms()).row);
    second.link = second.link.with(first);
    second.to(Step.DRAIN);
    assertThat(LinkCourse.atDeadline(second.link.with(second.row), 1_000_000))
        .isEqualTo(DeadlineAction.NOTHING);
    second.refuses(second.aborted(), Refusal.ROLLS_FORWARD);
    second.then(second.cutAsked()).then(second.handedOver()).is(Step.TAKE_OVER);
  }

  @Test
  void ofAForceAndAHandOverTheSecondChangesNothing() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(walk.handedOver()).refuses(walk.force(false), Refusal.ILLEGAL_EVENT);
  }

  @Test
  void aNewEngineThatIsBackIsNotTakenBackFrom() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CONFIRM).repeats(new NewRestarted(9_000));
    walk.refuses(
        new HandoverEvent.TakenBack(9_100, "blue", 4, Walk.at(140), true, walk.link),
        Refusal.NEW_IS_PRESENT);
  }
}
