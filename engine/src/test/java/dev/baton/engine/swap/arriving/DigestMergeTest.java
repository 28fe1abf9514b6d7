package dev.baton.engine.swap.arriving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.stream.shadow.TransactionDigest;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two engines' digests held against each other. */
class DigestMergeTest {
  private final DigestMerge merge = new DigestMerge();

  @Test
  void whatBothHaveAlikeIsCounted() {
    compare(0, 30, List.of(one(10), one(20)), List.of(one(10), one(20)));
    compare(30, 50, List.of(one(40)), List.of(one(40)));

    assertThat(merge.difference()).isEmpty();
    assertThat(merge.compared()).isEqualTo(3);
    assertThat(merge.done()).isEqualTo(at(50));
  }

  @Test
  void theFirstThatDiffersIsNamedWithItsTable() {
    compare(
        0,
        30,
        List.of(one(10), tables(20, "ab", "a=1", "b=2")),
        List.of(one(10), tables(20, "ac", "a=1", "b=3")));

    assertThat(merge.difference())
        .contains(
            "transaction 20 at source position 0/14, in table b: the two engines would not apply the same");
  }

  @Test
  void anotherOrderOfTheSameWorkDiffers() {
    compare(
        0, 30, List.of(tables(20, "ab", "a=1", "b=2")), List.of(tables(20, "ba", "a=1", "b=2")));

    assertThat(merge.difference().orElseThrow()).contains("in the order of its changes");
  }

  @Test
  void whatOnlyOneOfThemHasDiffers() {
    compare(0, 30, List.of(one(10), one(20)), List.of(one(10)));
    assertThat(merge.difference().orElseThrow())
        .contains("transaction 20")
        .contains("in table a")
        .contains("only the new engine would apply it");

    DigestMerge other = new DigestMerge();
    other.compare(at(0), at(30), page(List.of()), List.of(one(10)));
    assertThat(other.difference().orElseThrow())
        .contains("transaction 10")
        .contains("only the current engine applies it");
  }

  @Test
  void whatLiesBeyondWhatBothNotedWaits() {
    compare(15, 25, List.of(one(10), one(20), one(30)), List.of(one(20)));

    assertThat(merge.difference()).isEmpty();
    assertThat(merge.compared()).isEqualTo(1);
  }

  @Test
  void theComparisonBeginsWhereBothNote() {
    assertThat(merge.start(Optional.empty(), Optional.of(at(3)))).isEmpty();
    assertThat(merge.start(Optional.of(at(5)), Optional.of(at(3)))).contains(at(5));
    compare(5, 9, List.of(), List.of());
    assertThat(merge.start(Optional.of(at(5)), Optional.of(at(7)))).contains(at(9));
    assertThat(merge.start(Optional.of(at(5)), Optional.of(at(11)))).contains(at(11));
  }

  private void compare(
      long start, long end, List<TransactionDigest> own, List<TransactionDigest> theirs) {
    merge.compare(at(start), at(end), page(own), theirs);
  }

  private static Notes.Page page(List<TransactionDigest> digests) {
    return new Notes.Page(Optional.of(at(0)), at(99), 0, digests);
  }

  private static TransactionDigest one(long position) {
    return tables(position, "a", "a=1");
  }

  private static TransactionDigest tables(long position, String whole, String... tables) {
    return new TransactionDigest(at(position), position, whole, List.of(tables));
  }

  private static SourcePosition at(long value) {
    return new SourcePosition(value);
  }
}
