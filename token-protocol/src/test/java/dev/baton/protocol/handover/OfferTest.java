package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferTest {
  private static final LinkRows NO_ROWS = new LinkRows(List.of(Walk.FIRST, Walk.SECOND), List.of());

  private static Terms terms(long id, String stream, String to) {
    return new Terms(
        id, stream, "blue", to, Mode.DRAIN, CutForm.BOUNDARY, false, DeadlinePolicy.ABORT, 500);
  }

  private static Decision offer(Optional<Handover> last, Terms terms, LinkRows link) {
    return HandoverProtocol.offer(last, new Offer(terms, "blue", 3, 9_000, link, 1_000));
  }

  private static void refused(Decision decision, Refusal why) {
    assertThat(decision)
        .isInstanceOfSatisfying(Refused.class, no -> assertThat(no.why()).isEqualTo(why));
  }

  @Test
  void ofTwoSwapsOneWinsAndTheOtherIsToldWhoHoldsTheStream() {
    Handover held = Walk.alone(Walk.terms()).row;
    Decision decision = offer(Optional.of(held), terms(8, Walk.FIRST, "red"), NO_ROWS);
    refused(decision, Refusal.HELD);
    assertThat(((Refused) decision).message())
        .startsWith(
            "HELD: 'offered' must wait: this handover holds the stream. Handover 7 of east->west"
                + " from blue to green is in PREPARE.");
  }

  @Test
  void theSameOfferAgainIsARepeat() {
    Handover held = Walk.alone(Walk.terms()).to(Step.DRAIN).row;
    assertThat(offer(Optional.of(held), Walk.terms(), NO_ROWS)).isEqualTo(new Repeated(held));
  }

  @Test
  void anAbortBurnsTheGeneration() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(walk.aborted());
    Terms again = terms(8, Walk.FIRST, "green");
    refused(offer(Optional.of(walk.row), again, NO_ROWS), Refusal.NOT_CLEANED);
    walk.then(new Cleaned(2_000));
    assertThat(offer(Optional.of(walk.row), again, NO_ROWS))
        .isInstanceOfSatisfying(
            Accepted.class, yes -> assertThat(yes.next().generation()).isEqualTo(5));
    refused(
        offer(Optional.of(walk.row), terms(7, Walk.FIRST, "red"), NO_ROWS), Refusal.OLD_HANDOVER);
  }

  @Test
  void aStreamIsOfferedByTheTermsOfItsOwner() {
    Decision decision =
        HandoverProtocol.offer(
            Optional.empty(), new Offer(Walk.terms(), "red", 3, 9_000, NO_ROWS, 1_000));
    refused(decision, Refusal.WRONG_ENGINE);
  }

  @Test
  void theFirstStreamIsOfferedFirstAndTheOthersWhileItIsUnderWay() {
    Terms second = terms(7, Walk.SECOND, "green");
    refused(offer(Optional.empty(), second, NO_ROWS), Refusal.NOT_ITS_TURN);
    Walk first = Walk.alone(Walk.terms());
    assertThat(offer(Optional.empty(), second, NO_ROWS.with(first.row)))
        .isInstanceOf(Accepted.class);
    first.then(first.aborted());
    refused(offer(Optional.empty(), second, NO_ROWS.with(first.row)), Refusal.NOT_ITS_TURN);
  }

  @Test
  void aGenerationIsAboveAllThatWereGivenOrPromised() {
    assertThat(HandoverProtocol.nextGeneration(3, 7)).isEqualTo(8);
    assertThat(HandoverProtocol.nextGeneration(7, 3)).isEqualTo(8);
  }

  @Test
  void aCurrentEngineThatRestartedHandsOverAboveItsOwnGeneration() {
    Walk walk = Walk.alone(Walk.terms()).to(Step.CUT);
    walk.then(new HandoverEvent.HandedOver(9, 7, "blue", 6, Walk.at(130), 0, true));
    assertThat(walk.row.generation()).isEqualTo(7);
  }
}
