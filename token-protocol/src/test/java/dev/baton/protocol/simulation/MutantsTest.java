package dev.baton.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The simulation catches what it should: each planted fault, by what comes of it. */
class MutantsTest {
  private static final long SEEDS = 1_500;

  /** What was violated, with the first seed that showed it. */
  private static Map<String, Long> caught(Mutant mutant) {
    World world = new World();
    world.mutant = mutant;
    History history = new History(world);
    Map<String, Long> caught = new TreeMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        history.run(seed);
      } catch (Violation violation) {
        caught.putIfAbsent(violation.getMessage(), seed);
      }
    }
    System.out.println(mutant + " is caught by " + caught);
    return caught;
  }

  @Test
  void withoutAPlantedFaultNothingIsCaught() {
    assertThat(caught(Mutant.NONE)).isEmpty();
  }

  @Test
  void anEngineThatPassesTheFenceIsCaughtCommittingIntoALostStream() {
    assertThat(caught(Mutant.FENCE_SKIPPED))
        .containsKeys(
            "one owner: an engine that lost the stream committed",
            "exactly once: a commit is applied twice");
  }

  @Test
  void aCutThatIsOffByOneIsCaughtAsACommitDoubledAndAsOneLost() {
    assertThat(caught(Mutant.CUT_OFF_BY_ONE))
        .containsKeys(
            "exactly once: a commit is applied twice",
            "exactly once: a commit is not applied once");
  }

  @Test
  void aReaderThatIsBehindTheCutIsCaughtWhenWhatItBringsIsAppliedAgain() {
    assertThat(caught(Mutant.APPLIED_AGAIN)).containsKey("exactly once: a commit is applied twice");
  }

  @Test
  void aListWithoutItsTailIsCaughtAsACommitLost() {
    assertThat(caught(Mutant.LIST_TAIL_DROPPED))
        .containsKeys(
            "exactly once: a commit is not applied once",
            "commit order: the target is not the source at a commit boundary");
  }

  @Test
  void progressOutsideTheTransactionIsCaughtAsACommitDoubled() {
    assertThat(caught(Mutant.PROGRESS_OUTSIDE))
        .containsKey("exactly once: a commit is applied twice");
  }

  @Test
  void aForgottenMarkIsCaughtAsALoop() {
    assertThat(caught(Mutant.MARK_FORGOTTEN)).containsKey("no loops: replicated work is sent back");
  }

  @Test
  void aGenerationThatIsNotBurnedIsCaughtWhenItIsPromisedAgain() {
    assertThat(caught(Mutant.GENERATION_NOT_BURNED)).containsKey("a generation was promised again");
  }

  @Test
  void handingOverToAnEngineThatIsGoneIsCaught() {
    assertThat(caught(Mutant.NEW_NOT_REQUIRED_ALIVE))
        .containsKey("handed over to an engine that does not hold its lock");
  }

  @Test
  void aSecondStreamThatIsCutFirstIsCaught() {
    assertThat(caught(Mutant.SECOND_CUT_EARLY))
        .containsKey("the second stream changed hands before the first");
  }

  @Test
  void aSlotThatIsToldTooEarlyIsCaught() {
    assertThat(caught(Mutant.ACKNOWLEDGED_TOO_EARLY))
        .containsKey("a slot is ahead of durable progress");
  }

  @Test
  void aReadPositionBehindTheCurrentEnginesIsCaught() {
    assertThat(caught(Mutant.READS_FROM_THE_END))
        .containsKey("no commit lost: the owner's slot is ahead of the cut");
  }

  @Test
  void aHandOverThatACrashOfTheTargetUndoesIsCaught() {
    assertThat(caught(Mutant.CLOSED_ASYNCHRONOUSLY))
        .containsKey("the generation shrank: ownership went back");
  }

  @Test
  void windowsThatCloseApartAreCaughtAsASwapWithoutAnEnd() {
    assertThat(caught(Mutant.WINDOWS_APART)).containsKey("the swap does not end in a healed world");
  }
}
