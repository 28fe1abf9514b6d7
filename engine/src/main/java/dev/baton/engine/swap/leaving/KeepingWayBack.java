package dev.baton.engine.swap.leaving;

import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.TakenBack;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stays at hand after the cut, and takes the stream back from a new engine that is gone. */
final class KeepingWayBack implements LeaveTask {
  private static final Logger log = LoggerFactory.getLogger(KeepingWayBack.class);

  /** A new engine that lost its session for less is not gone. */
  private static final long GONE_MILLIS = 3_000;

  private final Step step;
  private long aloneSinceMillis;

  /** In one of the steps in which there is a way back. */
  KeepingWayBack(Step step) {
    this.step = step;
  }

  @Override
  public Step in() {
    return step;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.TAKEN_BACK);
  }

  @Override
  public void work(Notice notice) throws SQLException {
    if (notice.stream().state() != StreamState.HANDED_OVER) {
      return;
    }
    if (!notice.newIsGone(notice.control())) {
      aloneSinceMillis = 0;
      return;
    }
    long now = notice.now();
    aloneSinceMillis = aloneSinceMillis == 0 ? now : aloneSinceMillis;
    if (now - aloneSinceMillis >= GONE_MILLIS) {
      takeBack(notice);
    }
  }

  private static void takeBack(Notice notice) throws SQLException {
    String stream = notice.stream().name().toString();
    try (LinkView link = new LinkView(notice.settings())) {
      notice.stream().target().endOtherLanes(notice.control());
      Decision decision =
          notice.move(
              (transaction, locked) ->
                  new TakenBack(
                      notice.now(),
                      notice.engine(),
                      notice.generation(transaction),
                      AppliedLog.last(transaction, stream).orElseThrow().position(),
                      !notice.newIsGone(transaction),
                      link.rows(locked.terms().id())));
      if (decision instanceof Decision.Accepted) {
        log.warn(
            "{}: engine {} is gone; taking the stream back",
            stream,
            notice.handover().terms().to());
        notice.stream().takeBack();
      }
    }
  }
}
