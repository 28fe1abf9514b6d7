package dev.baton.engine.swap.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final long START_MILLIS = 1_795_000_000_000L;

  private long now = START_MILLIS;
  private final Absence absence = new Absence(() -> Instant.ofEpochMilli(now));

  @Test
  void anEngineIsGoneAfterThreeSecondsOfLooksThatDoNotFindIt() {
    assertThat(absentAfter(0)).isFalse();
    assertThat(absentAfter(1_500)).isFalse();
    assertThat(absentAfter(1_499)).isFalse();
    assertThat(absentAfter(1)).isTrue();
    assertThat(absentAfter(100)).isTrue();
  }

  @Test
  void anEngineThatIsBackInBetweenIsNotGone() {
    assertThat(absentAfter(0)).isFalse();
    assertThat(absentAfter(2_900)).isFalse();
    now += 50;
    assertThat(absence.isLong(true)).isFalse();
    assertThat(absentAfter(2_999)).isFalse();
  }

  @Test
  void aTimeInWhichNobodyLookedDoesNotCount() {
    assertThat(absentAfter(0)).isFalse();
    assertThat(absentAfter(60_000)).isFalse();
    assertThat(absentAfter(2_000)).isFalse();
    assertThat(absentAfter(1_000)).isTrue();
  }

  private boolean absentAfter(long millis) {
    now += millis;
    return absence.isLong(false);
  }
}
