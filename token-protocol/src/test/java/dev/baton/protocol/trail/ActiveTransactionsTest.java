package dev.baton.protocol.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ActiveTransactionsTest {

  static TransactionId id(long value) {
    return new TransactionId(value);
  }

  static List<TransactionId> ids(long... values) {
    return LongStream.of(values).mapToObj(TransactionId::new).toList();
  }

  @Test
  void membershipMeansNotVisibleWhetherListedOrNot() {
    ActiveTransactions list = ActiveTransactions.fromDatabase("10:15:10,12", List.of(), List.of());
    assertThat(ids(10, 12, 15, 16, 1_000)).allMatch(list::contains);
    assertThat(ids(9, 11, 13, 14)).noneMatch(list::contains);
    assertThat(ids(15, 16)).noneMatch(list::lists);
  }

  @Test
  void theNewestOpenTransactionIsMissingFromTheSnapshotAndListedAllTheSame() {
    ActiveTransactions list =
        ActiveTransactions.fromDatabase("10:15:10,12", ids(12, 17), List.of());
    assertThat(list.listed()).isEqualTo(ids(10, 12, 17));
  }

  @Test
  void preparedTransactionsAreListedThoughNoSessionHoldsThem() {
    ActiveTransactions list = ActiveTransactions.fromDatabase("8:9:", List.of(), ids(8));
    assertThat(list.lists(id(8))).isTrue();
  }

  @Test
  void aListIsBounded() {
    List<TransactionId> tooMany =
        LongStream.range(3, 4 + ActiveTransactions.MOST_LISTED)
            .mapToObj(TransactionId::new)
            .toList();
    assertThatThrownBy(() -> new ActiveTransactions(id(3), id(99_999), tooMany))
        .hasMessage("a list holds at most 8192 open transactions, not 8193");
  }

  @Test
  void aListAscendsAndHasXminBeforeXmax() {
    assertThatThrownBy(() -> new ActiveTransactions(id(3), id(9), ids(5, 5)))
        .hasMessage("the ids of a list ascend, each once");
    assertThatThrownBy(() -> new ActiveTransactions(id(9), id(3), List.of()))
        .hasMessage("xmin 9 is after xmax 3");
  }

  @Test
  void whatIsNoSnapshotIsRefusedByName() {
    assertThatThrownBy(() -> ActiveTransactions.fromDatabase("10,15", List.of(), List.of()))
        .hasMessage("a snapshot looks like xmin:xmax:id,id, not '10,15'");
  }
}
