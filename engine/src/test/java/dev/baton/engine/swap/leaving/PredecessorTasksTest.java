package dev.baton.engine.swap.leaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.swap.row.Absence;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverTransitions;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Transition;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredecessorTasksTest {

  @ParameterizedTest
  @EnumSource(Step.class)
  void aTaskBringsOnlyWhatTheProtocolKnowsInItsStep(Step step) {
    Set<EventKind> possible =
        HandoverTransitions.TABLE.transitions().stream()
            .filter(line -> line.from() == step)
            .map(Transition::on)
            .collect(Collectors.toSet());

    assertThat(possible)
        .containsAll(
            Predecessor.tasks(new Absence(InstantSource.system()), handover -> {}).brings(step));
  }

  @Test
  void theCurrentEngineHandsOverTakesBackAndLeaves() {
    assertThat(
            Predecessor.tasks(new Absence(InstantSource.system()), handover -> {}).brings(Step.CUT))
        .contains(EventKind.HANDED_OVER);
    assertThat(
            Predecessor.tasks(new Absence(InstantSource.system()), handover -> {})
                .brings(Step.CONFIRM))
        .contains(EventKind.TAKEN_BACK);
    assertThat(
            Predecessor.tasks(new Absence(InstantSource.system()), handover -> {})
                .brings(Step.RETIRE))
        .contains(EventKind.RETIRED);
  }
}
