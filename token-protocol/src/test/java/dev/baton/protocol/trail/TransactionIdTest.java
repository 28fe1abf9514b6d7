package dev.baton.protocol.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransactionIdTest {

  @Test
  void aDecodedIdTakesTheEpochOfTheNearestIdWithItsLowerHalf() {
    TransactionId reference = new TransactionId(7L << 32 | 5);
    assertThat(TransactionId.widen(9, reference)).isEqualTo(new TransactionId(7L << 32 | 9));
    assertThat(TransactionId.widen(-1, reference))
        .isEqualTo(new TransactionId(6L << 32 | 0xFFFFFFFFL));
    TransactionId late = new TransactionId(7L << 32 | 0xFFFFFFF0L);
    assertThat(TransactionId.widen(4, late)).isEqualTo(new TransactionId(8L << 32 | 4));
  }

  @Test
  void beforeTheFirstEpochThereIsNone() {
    assertThat(TransactionId.widen(-6, new TransactionId(10)))
        .isEqualTo(new TransactionId(0xFFFFFFFAL));
  }

  @Test
  void wideningGivesBackEveryIdWithinHalfAnEpochOfTheReference() {
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long reference = random.nextLong(1L << 33, 1L << 50);
      long id = reference + random.nextLong(-(1L << 31), 1L << 31);
      assertThat(TransactionId.widen((int) id, new TransactionId(reference)).value())
          .as("seed %d", seed)
          .isEqualTo(id);
    }
  }

  @Test
  void idsCompareWithoutSign() {
    assertThat(new TransactionId(3).isBefore(new TransactionId(-1))).isTrue();
    assertThat(TransactionId.parse("18446744073709551615")).isEqualTo(new TransactionId(-1));
    assertThat(new TransactionId(-1)).hasToString("18446744073709551615");
  }
}
