package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionTableTest {
  private static final List<Transition> LINES = HandoverTransitions.TABLE.transitions();

  private static Transition line(When when, Step to) {
    return new Transition(Step.WARM_UP, EventKind.LEVEL, when, to, Actor.NEW, "");
  }

  @Test
  void twoTransitionsThatCouldBothApplyAreRefusedWhenTheTableIsBuilt() {
    assertThatThrownBy(
            () ->
                new TransitionTable(
                    List.of(line(When.ALWAYS, Step.TOKEN), line(When.ALWAYS, Step.DRAIN))))
        .hasMessage("two transitions of WARM_UP on 'level'");
    assertThatThrownBy(
            () ->
                new TransitionTable(
                    List.of(line(When.SHADOW_DUE, Step.SHADOW), line(When.ALWAYS, Step.DRAIN))))
        .hasMessage("two transitions of WARM_UP on 'level'");
  }

  @Test
  void everyStepIsReachedAndAllButTheEndsAreLeft() {
    Set<Step> reached = EnumSet.of(Step.PREPARE);
    Set<Step> left = EnumSet.noneOf(Step.class);
    LINES.forEach(
        line -> {
          if (line.from() != line.to()) {
            reached.add(line.to());
            left.add(line.from());
          }
        });
    assertThat(reached).containsExactlyInAnyOrder(Step.values());
    assertThat(EnumSet.complementOf(EnumSet.copyOf(left))).containsExactly(Step.DONE, Step.ABORTED);
  }

  @Test
  void everyKindOfEventHasATransition() {
    Set<EventKind> kinds = EnumSet.of(EventKind.OFFERED);
    LINES.forEach(line -> kinds.add(line.on()));
    assertThat(kinds).containsExactlyInAnyOrder(EventKind.values());
  }

  @Test
  void everyTransitionIsTakenByAWalk() {
    Set<Transition> untaken = new HashSet<>(LINES);
    for (long seed = 0; seed < 4_000 && !untaken.isEmpty(); seed++) {
      new RandomWalk(seed).taken().forEach(untaken::remove);
    }
    assertThat(untaken).isEmpty();
  }
}
