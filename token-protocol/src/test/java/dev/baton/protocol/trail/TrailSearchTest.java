package dev.baton.protocol.trail;

import static dev.baton.protocol.trail.ActiveTransactionsTest.id;
import static dev.baton.protocol.trail.ActiveTransactionsTest.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrailSearchTest {

  @Test
  void whatHasARecordAndNoEndWithinTheTimerMayBeOpen() {
    TrailSearch search = new TrailSearch(1_000, 100, ids());
    search.record(id(12), 990);
    search.end(id(11), 980);
    search.record(id(11), 970);
    search.record(id(10), 930);
    search.record(id(12), 920);
    search.record(id(9), 899);
    assertThat(search.isComplete()).isTrue();
    assertThat(search.list()).isEqualTo(new ActiveTransactions(id(10), id(13), ids(10, 12)));
  }

  @Test
  void preparedTransactionsOutliveTheTimer() {
    TrailSearch search = new TrailSearch(1_000, 100, ids(4));
    search.start();
    assertThat(search.list().listed()).isEqualTo(ids(4));
  }

  @Test
  void thereIsNoListBeforeTheTimerIsPassed() {
    TrailSearch search = new TrailSearch(1_000, 100, ids());
    search.record(id(12), 990);
    assertThatThrownBy(search::list).hasMessage("the search has not passed the abort timer yet");
  }

  @Test
  void readingForwardAndSearchingBackFindTheSameList() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TrailActivity forward = new TrailActivity(ActiveTransactions.NONE);
      List<long[]> records = new ArrayList<>();
      List<Long> open = new ArrayList<>();
      for (int at = 1; at <= 60; at++) {
        if (open.isEmpty() || random.nextInt(3) > 0) {
          long next = 2 + at;
          open.add(next);
          forward.began(id(next), new SourcePosition(at));
          records.add(new long[] {0, next, at});
        } else {
          long ended = open.remove(random.nextInt(open.size()));
          forward.ended(id(ended));
          records.add(new long[] {1, ended, at});
        }
      }
      TrailSearch back = new TrailSearch(60, 1_000, ids());
      for (long[] record : records.reversed()) {
        if (record[0] == 0) {
          back.record(id(record[1]), record[2]);
        } else {
          back.end(id(record[1]), record[2]);
        }
      }
      back.start();
      assertThat(back.list().listed()).as("seed %d", seed).isEqualTo(forward.list().listed());
    }
  }
}
