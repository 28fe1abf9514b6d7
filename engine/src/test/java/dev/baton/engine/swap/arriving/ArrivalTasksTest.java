package dev.baton.engine.swap.arriving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverTransitions;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Transition;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrivalTasksTest {

  @ParameterizedTest
  @EnumSource(Step.class)
  void aTaskBringsOnlyWhatTheProtocolKnowsInItsStep(Step step) {
    Set<EventKind> possible =
        HandoverTransitions.TABLE.transitions().stream()
            .filter(line -> line.from() == step)
            .map(Transition::on)
            .collect(Collectors.toSet());

    assertThat(possible).containsAll(Arrival.tasks().brings(step));
  }

  @Test
  void theNewEngineCanTakeAStreamByForceInEveryStepInWhichTheProtocolLetsIt() {
    for (Step step : new Step[] {Step.WARM_UP, Step.SHADOW, Step.TOKEN, Step.DRAIN, Step.CUT}) {
      assertThat(Arrival.tasks().brings(step)).contains(EventKind.TAKEN_BY_FORCE);
    }
    assertThat(Arrival.tasks().brings(Step.TOKEN)).contains(EventKind.TOKEN_KNOWN);
    assertThat(Arrival.tasks().brings(Step.DRAIN)).contains(EventKind.DRAINED);
  }
}
