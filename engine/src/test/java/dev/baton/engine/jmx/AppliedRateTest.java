package dev.baton.engine.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AppliedRateTest {
  private final AppliedRate rate = new AppliedRate();

  @Test
  void aStreamThatHasJustBegunHasNoRate() {
    sample(0, 1_000);

    assertThat(rate.current()).isEqualTo(new AppliedRate.Rate(0, 0));
  }

  @Test
  void theRateIsTheAverageOfTheLastMinuteAndForgetsWhatIsOlder() {
    for (int second = 0; second <= 60; second++) {
      sample(second, second * 100L);
    }
    assertThat(rate.current()).isEqualTo(new AppliedRate.Rate(100, 400));

    for (int second = 61; second <= 120; second++) {
      sample(second, 6_000);
    }
    assertThat(rate.current()).isEqualTo(new AppliedRate.Rate(0, 0));
  }

  @Test
  void aStreamThatCountsFromZeroAgainHasNoNegativeRate() {
    sample(0, 1_000);
    sample(1, 2_000);
    sample(2, 10);
    assertThat(rate.current()).isEqualTo(new AppliedRate.Rate(0, 0));

    sample(3, 30);
    assertThat(rate.current()).isEqualTo(new AppliedRate.Rate(20, 80));
  }

  private void sample(long second, long transactions) {
    rate.sample(TimeUnit.SECONDS.toNanos(second), transactions, 4 * transactions);
  }
}
