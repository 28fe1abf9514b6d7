package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.HandoverEvent.NewRestarted;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first stream decides, the others follow. */
class LinkOrderTest {
  private static final Set<Step> ALL = EnumSet.allOf(Step.class);

  /** A row of the first stream in a step. */
  private static Handover first(Step step) {
    return in(step, Walk.alone(Walk.terms()));
  }

  private static Handover in(Step step, Walk walk) {
    return switch (step) {
      case ABORTED -> walk.to(Step.CUT).then(walk.aborted()).row;
      case RETURN -> walk.to(Step.CONFIRM).then(walk.returnAsked()).row;
      case SHADOW -> Walk.alone(Walk.shadowed()).to(Step.SHADOW).row;
      case PREPARE, WARM_UP, TOKEN, DRAIN, CUT, TAKE_OVER, CONFIRM, RETIRE, DONE ->
          walk.to(step).row;
    };
  }

  /** A row of the second stream in a step. */
  private static Handover second(Step step) {
    Handover row = in(step, Walk.alone(Walk.terms(Walk.SECOND, CutForm.BOUNDARY)));
    return row.terms().stream().equals(Walk.SECOND)
        ? row
        : new Handover(
            Walk.terms(Walk.SECOND, CutForm.BOUNDARY),
            row.step(),
            row.generation(),
            row.readiness(),
            row.cut(),
            row.times(),
            row.ending(),
            row.history());
  }

  private static Walk secondBeside(Step first) {
    Walk walk = Walk.beside(Walk.terms(Walk.SECOND, CutForm.BOUNDARY), first(Step.PREPARE));
    walk.link = walk.link.with(first(first));
    return walk;
  }

  private static Walk firstBeside(Step second) {
    return Walk.beside(Walk.terms(), second(second));
  }

  @Test
  void theFirstStreamIsCutOnlyWhenEveryStreamIsDrained() {
    for (Step second : ALL) {
      Walk walk = firstBeside(second).to(Step.DRAIN);
      if (second == Step.DRAIN) {
        walk.then(walk.cutAsked()).is(Step.CUT);
      } else {
        walk.refuses(walk.cutAsked(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void theFirstStreamIsNotCutBeforeTheSecondIsOffered() {
    Walk walk = firstBeside(Step.DRAIN).to(Step.DRAIN);
    walk.link = new LinkRows(walk.link.streams(), List.of());
    walk.refuses(walk.cutAsked(), Refusal.NOT_ITS_TURN);
  }

  @Test
  void theSecondStreamIsCutOnlyWhenTheFirstIsHandedOver() {
    for (Step first : ALL) {
      Walk walk = secondBeside(first).to(Step.DRAIN);
      if (first == Step.TAKE_OVER || first == Step.CONFIRM) {
        walk.then(walk.cutAsked()).is(Step.CUT);
      } else {
        walk.refuses(walk.cutAsked(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void theSecondStreamIsAbortedOnlyAfterTheFirst() {
    for (Step first : ALL) {
      Walk walk = secondBeside(first).to(Step.DRAIN);
      if (first == Step.ABORTED) {
        walk.then(walk.aborted());
      } else {
        walk.refuses(
            walk.aborted(), first.isHandedOver() ? Refusal.ROLLS_FORWARD : Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void onceTheFirstIsHandedOverTheSwapOnlyRollsForward() {
    for (Step step : EnumSet.range(Step.TAKE_OVER, Step.DONE)) {
      Walk walk = Walk.alone(Walk.terms());
      walk.row = first(step);
      walk.refuses(walk.aborted(), Refusal.ILLEGAL_EVENT);
    }
  }

  @Test
  void theWayBackClosesOnTheFirstWhenAllAreConfirmedThenOnTheOthers() {
    for (Step other : ALL) {
      Walk decides = firstBeside(other);
      decides.row = first(Step.CONFIRM);
      Walk follows = secondBeside(other);
      follows.row = second(Step.CONFIRM);
      if (other == Step.CONFIRM) {
        decides.then(decides.windowOver()).is(Step.RETIRE);
      } else {
        decides.refuses(decides.windowOver(), Refusal.NOT_ITS_TURN);
      }
      if (other == Step.RETIRE || other == Step.DONE) {
        follows.then(follows.windowOver()).is(Step.RETIRE);
      } else {
        follows.refuses(follows.windowOver(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void theWayBackIsAskedForOnTheFirstWhenAllAreConfirmedThenOnTheOthers() {
    for (Step other : ALL) {
      Walk decides = firstBeside(other);
      decides.row = first(Step.CONFIRM);
      if (other == Step.CONFIRM) {
        decides.then(decides.returnAsked());
      } else {
        decides.refuses(decides.returnAsked(), Refusal.NOT_ITS_TURN);
      }
      Walk follows = secondBeside(other);
      follows.row = second(Step.CONFIRM);
      if (other == Step.RETURN || other == Step.ABORTED) {
        follows.then(follows.returnAsked());
      } else {
        follows.refuses(follows.returnAsked(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void aStreamThatWasCutAfterTheFirstCameBackIsGivenBackToo() {
    Walk walk = secondBeside(Step.ABORTED);
    walk.row = second(Step.TAKE_OVER);
    assertThat(LinkCourse.follow(walk.row, walk.link)).isEqualTo(Follow.ASK_RETURN);
    walk.then(walk.returnAsked()).then(walk.handedBack()).is(Step.ABORTED);
  }

  @Test
  void theFirstIsNotGivenBackBeforeAllAreConfirmed() {
    Walk walk = firstBeside(Step.CONFIRM);
    walk.row = first(Step.TAKE_OVER);
    walk.refuses(walk.returnAsked(), Refusal.NOT_ITS_TURN);
  }

  @Test
  void theOthersAreHandedBackOrTakenBackOnlyAfterTheFirst() {
    for (Step first : ALL) {
      Walk walk = secondBeside(first);
      walk.row = second(Step.RETURN);
      if (first == Step.ABORTED) {
        walk.then(walk.handedBack());
        walk.row = second(Step.RETURN);
        walk.then(walk.takenBack());
      } else {
        walk.refuses(walk.handedBack(), Refusal.NOT_ITS_TURN);
        walk.refuses(walk.takenBack(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void aReturnIsWithdrawnOnTheFirstThenOnTheOthers() {
    for (Step first : ALL) {
      Walk walk = secondBeside(first);
      walk.row = second(Step.RETURN);
      if (first == Step.CONFIRM || first == Step.RETIRE || first == Step.DONE) {
        walk.then(walk.returnWithdrawn());
      } else {
        walk.refuses(walk.returnWithdrawn(), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void theFirstIsTakenByForceOnlyWhenTheOthersCanBeTakenToo() {
    for (Step second : ALL) {
      Walk walk = firstBeside(second);
      walk.row = first(Step.DRAIN);
      if (second != Step.PREPARE && second.isBeforeTakeOver()) {
        walk.then(walk.force(false));
      } else {
        walk.refuses(walk.force(false), Refusal.NOT_ITS_TURN);
      }
    }
  }

  @Test
  void aRestartOfTheNewEngineAfterTheFirstCutDoesNotStopTheSecond() {
    Walk walk = secondBeside(Step.CONFIRM).to(Step.CUT).then(new NewRestarted(9));
    walk.to(Step.TAKE_OVER);
  }

  @Test
  void followersDoWhatTheFirstDecided() {
    assertThat(follow(Step.ABORTED, Step.DRAIN)).isEqualTo(Follow.ABORT);
    assertThat(follow(Step.ABORTED, Step.CONFIRM)).isEqualTo(Follow.ASK_RETURN);
    assertThat(follow(Step.RETURN, Step.CONFIRM)).isEqualTo(Follow.ASK_RETURN);
    assertThat(follow(Step.CONFIRM, Step.RETURN)).isEqualTo(Follow.WITHDRAW_RETURN);
    assertThat(follow(Step.RETIRE, Step.RETURN)).isEqualTo(Follow.WITHDRAW_RETURN);
    assertThat(follow(Step.RETIRE, Step.CONFIRM)).isEqualTo(Follow.CLOSE_WINDOW);
    assertThat(follow(Step.DRAIN, Step.DRAIN)).isEqualTo(Follow.NOTHING);
  }

  private static Follow follow(Step first, Step second) {
    Walk walk = secondBeside(first);
    return LinkCourse.follow(second(second), walk.link);
  }
}
