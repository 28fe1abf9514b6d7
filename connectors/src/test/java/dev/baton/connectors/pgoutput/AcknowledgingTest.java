package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.trail.SourcePosition;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the server hears of its reader. */
class AcknowledgingTest {
  private long nanos = 1;
  private final Acknowledging acknowledging = new Acknowledging(SourcePosition.NONE, () -> nanos);

  @Test
  void theServerHearsOnceWhenAllThatCameIsDoneWith() {
    assertThat(acknowledging.isDue(true)).as("nothing came").isFalse();
    acknowledging.received();
    assertThat(acknowledging.isBehind()).isTrue();
    assertThat(acknowledging.isDue(false)).as("more is at hand").isFalse();
    assertThat(acknowledging.isDue(true)).isTrue();
    assertThat(acknowledging.isBehind()).isFalse();
    assertThat(acknowledging.isDue(true)).as("it knows").isFalse();
  }

  @Test
  void theServerHearsFromTimeToTimeWhateverComes() {
    nanos += TimeUnit.MILLISECONDS.toNanos(Acknowledging.STATUS_MILLIS);
    assertThat(acknowledging.isDue(true)).as("nothing came").isTrue();
    acknowledging.received();
    assertThat(acknowledging.isDue(false)).as("more is at hand").isTrue();
  }
}
