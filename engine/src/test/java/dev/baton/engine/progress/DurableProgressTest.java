package dev.baton.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableProgressTest {
  private final List<Long> told = new ArrayList<>();
  private final DurableProgress durable =
      new DurableProgress(at(10), position -> told.add(position.value()));

  private static SourcePosition at(long position) {
    return new SourcePosition(position);
  }

  @Test
  void aPositionIsToldOnceTheLogIsFlushedUpToWhereItStoodAfterItsCommit() {
    durable.committed(at(20));
    assertThat(durable.isSettled()).isFalse();
    durable.looked(durable.committed(), at(500), at(400));
    durable.committed(at(30));
    durable.looked(durable.committed(), at(600), at(499));
    assertThat(told).isEmpty();
    durable.looked(durable.committed(), at(700), at(500));
    assertThat(told).containsExactly(20L);
    durable.looked(durable.committed(), at(700), at(699));
    assertThat(told).containsExactly(20L, 30L);
    assertThat(durable.isSettled()).isTrue();
  }

  @Test
  void anAnswerThatWasAskedForBeforeACommitSaysNothingOfIt() {
    SourcePosition before = durable.committed();
    durable.committed(at(20));
    durable.looked(before, at(500), at(500));
    assertThat(told).isEmpty();
    assertThat(durable.isSettled()).isFalse();
  }

  @Test
  void whatWasFlushedOnPurposeIsDurable() {
    durable.committed(at(20));
    durable.looked(durable.committed(), at(500), at(400));
    SourcePosition before = durable.committed();
    durable.committed(at(30));
    durable.flushed(before);
    assertThat(told).containsExactly(20L);
    assertThat(durable.isSettled()).isFalse();
  }

  /** A log of numbered commits that is flushed now and then; looks are answered late. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsToldThatACrashCouldTakeBackHoweverLongNothingIsFlushed(long seed) {
    Random random = new Random(seed);
    List<Long> commitEnds = new ArrayList<>();
    long written = 0;
    long flushed = 0;
    SourcePosition asked = durable.committed();
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          written += 1 + random.nextInt(50);
          commitEnds.add(written);
          durable.committed(at(10 + commitEnds.size()));
        }
        case 2 -> asked = durable.committed();
        case 3 -> durable.looked(asked, at(written), at(flushed));
        default -> {
          if (random.nextInt(2_000) == 0) {
            flushed = written;
          }
        }
      }
      long last = told.isEmpty() ? 10 : told.getLast();
      if (last > 10) {
        assertThat(commitEnds.get((int) last - 11))
            .as("seed %d, step %d", seed, step)
            .isLessThanOrEqualTo(flushed);
      }
    }
    assertThat(told).isNotEmpty().isSorted().doesNotHaveDuplicates();
    durable.looked(durable.committed(), at(written), at(written));
    assertThat(durable.isSettled()).isTrue();
  }
}
