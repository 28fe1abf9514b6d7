package dev.baton.engine.apply.lane;

import static dev.baton.engine.flow.Schedules.check;
import static dev.baton.engine.flow.Schedules.together;
import static dev.baton.engine.flow.Schedules.underAnySchedule;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The order of commits, whatever the lanes' threads do when. */
@Tag("schedules")
class CommitOrderSchedulesTest {
  @Test
  void groupsCommitInTheOrderOfTheirNumbersAndNoLaneIsLeftWaiting() {
    underAnySchedule(
        100,
        () -> {
          CommitOrder order = new CommitOrder(0);
          List<Long> commits = new ArrayList<>();
          together(
              () -> commit(order, 3, commits),
              () -> commit(order, 2, commits),
              () -> commit(order, 1, commits));
          check(commits.equals(List.of(1L, 2L, 3L)), "in order");
        });
  }

  /** As a lane does; whose turn it is owns the list. */
  private static void commit(CommitOrder order, long seq, List<Long> commits)
      throws InterruptedException {
    order.await(seq - 1);
    commits.add(seq);
    order.committed(seq);
  }

  @Test
  void aCommitOutOfItsTurnIsRefused() {
    underAnySchedule(
        100,
        () -> {
          CommitOrder order = new CommitOrder(0);
          boolean[] refused = new boolean[1];
          together(
              () -> order.committed(1),
              () -> {
                try {
                  order.committed(2);
                } catch (IllegalStateException e) {
                  refused[0] = true;
                }
              });
          check(order.isCommitted(1), "the first is committed");
          check(order.isCommitted(2) != refused[0], "the second is, unless it was refused");
        });
  }

  @Test
  void aStopEndsAllWaitingForOneReasonAndLeavesNoGapInTheOrder() {
    underAnySchedule(
        50,
        () -> {
          CommitOrder order = new CommitOrder(0);
          List<Long> commits = new ArrayList<>();
          RuntimeException[] told = new RuntimeException[3];
          together(
              () -> told[0] = order.stop(new BatonException(ErrorCode.TRANSIENT, "here")),
              () -> {
                // Its turn has come, so nothing stops it.
                commit(order, 1, commits);
                told[1] = order.stop(new BatonException(ErrorCode.TRANSIENT, "there"));
              },
              () -> {
                try {
                  commit(order, 3, commits);
                } catch (RuntimeException e) {
                  told[2] = (RuntimeException) e.getCause();
                }
              });
          check(commits.equals(List.of(1L)), "only what was next is committed");
          check(told[0] == told[1] && told[0] == told[2], "the first reason counts");
        });
  }
}
