package dev.baton.engine.swap.leaving;

import dev.baton.engine.swap.row.LinkView;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Follow;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;

/**
 * A later stream is aborted once the first one is. The new engine sees to it where it lives; for
 * one that is gone, the current engine does.
 */
final class FollowingFirst implements LeaveTask {
  private final Step step;

  /** In a step before the cut. */
  FollowingFirst(Step step) {
    this.step = step;
  }

  @Override
  public Step in() {
    return step;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.ABORTED);
  }

  @Override
  public void work(Notice notice) throws SQLException {
    follow(notice);
  }

  static void follow(Notice notice) throws SQLException {
    if (notice.newIsPresent()) {
      return;
    }
    try (LinkView link = new LinkView(notice.settings())) {
      LinkRows rows = link.rows(notice.handover().terms().id());
      if (LinkCourse.follow(notice.handover(), rows) == Follow.ABORT) {
        Aborted aborted = new Aborted(notice.now(), "the first stream's was aborted", rows);
        notice.move((transaction, locked) -> aborted);
      }
    }
  }
}
