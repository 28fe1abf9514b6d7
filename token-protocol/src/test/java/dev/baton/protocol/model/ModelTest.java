package dev.baton.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.model.Scope.Planted;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state of a small swap. */
class ModelTest {

  @ParameterizedTest
  @CsvSource({
    "BOUNDARY, DRAIN, false, 1, 2",
    "BOUNDARY, FENCE, false, 0, 1",
    "TOKEN, DRAIN, false, 1, 1",
    "TOKEN, FENCE, false, 0, 1",
    "BOUNDARY, DRAIN, true, 1, 1",
    "TOKEN, DRAIN, true, 0, 1"
  })
  void everyStateHoldsThePropertiesAndCanEnd(
      CutForm form, Mode mode, boolean shadow, int commits, int faults) {
    long begin = System.nanoTime();
    Search search = new Search(new Scope(form, mode, shadow, commits, faults, Planted.NONE));
    search.run();
    RowBook rows = search.book();
    System.out.printf(
        Locale.ROOT,
        "model %s, %s%s, %d commits, %d faults: %d states, %d moves, %d rows in %.1f s%n",
        form,
        mode,
        shadow ? ", shadow" : "",
        commits,
        faults,
        search.states(),
        search.moves(),
        search.rows(),
        (System.nanoTime() - begin) / 1e9);
    assertThat(search.stuck(state -> true, state -> Properties.hasEnded(state, rows)))
        .as("AlwaysCanEnd")
        .isEmpty();
    assertThat(
            search.stuck(
                state -> Properties.rollsForward(state, rows),
                state -> Properties.isDone(state, rows)))
        .as("RollsForward")
        .isEmpty();
  }

  private static void finds(CutForm form, Planted planted, String property) {
    finds(form, false, planted, property);
  }

  private static void finds(CutForm form, boolean shadow, Planted planted, String property) {
    Search search = new Search(new Scope(form, Mode.DRAIN, shadow, 1, 1, planted));
    assertThatThrownBy(search::run).hasMessageStartingWith(property);
  }

  @Test
  void anEngineThatPassesTheFenceBreaksOneOwner() {
    finds(CutForm.BOUNDARY, Planted.FENCE_SKIPPED, "OneOwner");
  }

  @Test
  void abortingTheSecondStreamOnItsOwnBreaksAbortIsAll() {
    finds(CutForm.BOUNDARY, Planted.ABORTS_APART, "AbortIsAll");
  }

  @Test
  void aDifferenceThatEndsTheSecondStreamOnItsOwnBreaksAbortIsAll() {
    finds(CutForm.BOUNDARY, true, Planted.DIFFERS_APART, "AbortIsAll");
  }

  @Test
  void closingTheSecondWindowOnItsOwnBreaksAbortIsAll() {
    finds(CutForm.BOUNDARY, Planted.WINDOWS_APART, "AbortIsAll");
  }

  @Test
  void cuttingTheSecondStreamFirstBreaksRollsForward() {
    finds(CutForm.BOUNDARY, Planted.SECOND_CUT_EARLY, "RollsForward");
  }

  @Test
  void forgettingTheListBreaksNoLostCommit() {
    finds(CutForm.TOKEN, Planted.LIST_FORGOTTEN, "NoLostCommit");
  }

  @Test
  void notSayingThatItWasAwayBreaksAlwaysCanEnd() {
    Search search =
        new Search(new Scope(CutForm.TOKEN, Mode.DRAIN, false, 0, 1, Planted.RESTART_UNSAID));
    search.run();
    RowBook rows = search.book();
    assertThat(search.stuck(state -> true, state -> Properties.hasEnded(state, rows))).isNotEmpty();
  }
}
