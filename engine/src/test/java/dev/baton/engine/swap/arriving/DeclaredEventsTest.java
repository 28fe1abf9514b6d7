package dev.baton.engine.swap.arriving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.workflow.Tasks;
import dev.baton.protocol.handover.Actor;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverTransitions;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Transition;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the new engine's tasks declare, held against the protocol's table. */
class DeclaredEventsTest {
  private static final Tasks<Step, EventKind, Look> TASKS = Arrival.tasks();

  /** Brought by {@link Arrival#open}, whatever the step. */
  private static final Set<EventKind> ON_ARRIVAL = EnumSet.of(EventKind.NEW_RESTARTED);

  @ParameterizedTest
  @EnumSource(Step.class)
  void everyEventOfTheNewEngineIsBroughtByTheTaskOfItsStep(Step step) {
    Set<EventKind> expected = possible(step, EnumSet.of(Actor.NEW));
    expected.removeAll(ON_ARRIVAL);

    assertThat(TASKS.brings(step)).containsAll(expected);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void noTaskBringsWhatTheTableDoesNotHave(Step step) {
    Set<EventKind> possible = possible(step, EnumSet.of(Actor.NEW, Actor.ANY));

    assertThat(possible).containsAll(TASKS.brings(step));
  }

  private static Set<EventKind> possible(Step step, Set<Actor> actors) {
    Set<EventKind> events = EnumSet.noneOf(EventKind.class);
    for (Transition line : HandoverTransitions.TABLE.transitions()) {
      if (line.from() == step && actors.contains(line.actor())) {
        events.add(line.on());
      }
    }
    return events;
  }
}
