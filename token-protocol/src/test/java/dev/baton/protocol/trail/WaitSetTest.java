package dev.baton.protocol.trail;

import static dev.baton.protocol.trail.ActiveTransactionsTest.id;
import static dev.baton.protocol.trail.ActiveTransactionsTest.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitSetTest {
  private static final ActiveTransactions LIST =
      ActiveTransactions.fromDatabase("10:15:10,12", ids(17), List.of());

  @Test
  void aReaderWithACopiedPositionWaitsForNothing() {
    assertThat(WaitSet.ofCopiedPosition().isEmpty()).isTrue();
  }

  @Test
  void aFreshReaderWaitsForAllThatIsListedTheNewestIncluded() {
    assertThat(WaitSet.ofFreshPosition(LIST).ids()).isEqualTo(ids(10, 12, 17));
  }

  @Test
  void aReaderWithASnapshotWaitsForWhatItsSnapshotDoesNotSee() {
    ActiveTransactions snapshot = ActiveTransactions.fromDatabase("10:16:10", List.of(), List.of());
    assertThat(WaitSet.ofReaderWith(snapshot, LIST).ids()).isEqualTo(ids(10, 17));
  }

  @Test
  void aReaderFromAPositionWaitsForWhatBeganAtOrBeforeIt() {
    TrailActivity activity = new TrailActivity(ActiveTransactions.NONE);
    activity.began(id(10), new SourcePosition(100));
    activity.began(id(11), new SourcePosition(200));
    activity.began(id(12), new SourcePosition(201));
    assertThat(WaitSet.ofReaderFrom(new SourcePosition(200), activity).ids())
        .isEqualTo(ids(10, 11));
  }

  @Test
  void itIsOverWhenTheDatabaseShowsNoneOfItAsActive() {
    WaitSet set = WaitSet.ofFreshPosition(LIST);
    assertThat(set.isOver(ActiveTransactions.fromDatabase("12:30:12", List.of(), List.of())))
        .isFalse();
    assertThat(set.isOver(ActiveTransactions.fromDatabase("17:30:", ids(17), List.of()))).isFalse();
    assertThat(set.isOver(ActiveTransactions.fromDatabase("20:30:20,25", ids(31), List.of())))
        .isTrue();
  }
}
