package dev.baton.protocol.trail;

import static dev.baton.protocol.trail.ActiveTransactionsTest.id;
import static dev.baton.protocol.trail.ActiveTransactionsTest.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrailActivityTest {
  private final TrailActivity activity =
      new TrailActivity(new ActiveTransactions(id(5), id(9), ids(5, 7)));

  private static SourcePosition at(long value) {
    return new SourcePosition(value);
  }

  @Test
  void whatBeganAndDidNotEndIsOpen() {
    activity.began(id(9), at(1));
    activity.began(id(10), at(2));
    activity.ended(id(9));
    activity.ended(id(5));
    assertThat(activity.list()).isEqualTo(new ActiveTransactions(id(7), id(11), ids(7, 10)));
  }

  @Test
  void aSubtransactionIsNeverListedItsParentIs() {
    activity.began(id(9), at(1));
    activity.began(id(11), at(2));
    activity.nested(id(11), id(9), at(3));
    activity.nested(id(12), id(11), at(4));
    assertThat(activity.list().listed()).isEqualTo(ids(5, 7, 9));
    activity.rolledBack(id(12));
    assertThat(activity.list().lists(id(9))).isTrue();
    activity.ended(id(9));
    assertThat(activity.list()).isEqualTo(new ActiveTransactions(id(5), id(13), ids(5, 7)));
  }

  @Test
  void aParentBeginsWithItsFirstSubtransactionsRecord() {
    activity.began(id(11), at(2));
    activity.nested(id(11), id(10), at(3));
    assertThat(activity.openSince(at(2))).isEqualTo(ids(5, 7, 10));
    assertThat(activity.openSince(at(1))).isEqualTo(ids(5, 7));
  }

  @Test
  void withNothingOpenTheListSaysOnlyWhatComesNext() {
    List.of(5L, 7L).forEach(open -> activity.ended(id(open)));
    assertThat(activity.list()).isEqualTo(new ActiveTransactions(id(9), id(9), List.of()));
  }

  @Test
  void moreOpenTransactionsThanAListHoldsAreRefused() {
    for (long next = 100; next < 98 + ActiveTransactions.MOST_LISTED; next++) {
      activity.began(id(next), at(next));
    }
    activity.began(id(5), at(3));
    assertThatThrownBy(() -> activity.began(id(99_999), at(4)))
        .hasMessage("more than 8192 transactions are open");
  }
}
