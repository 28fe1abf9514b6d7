package dev.baton.engine.swap.leaving;

import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.row.Absence;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.TakenBack;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stays at hand after the cut, and takes the stream back from a new engine that is gone. */
final class KeepingWayBack implements LeaveTask {
  private static final Logger log = LoggerFactory.getLogger(KeepingWayBack.class);

  private final Step step;
  private final Absence absence;

  /** In one of the steps in which there is a way back. */
  KeepingWayBack(Step step, Absence absence) {
    this.step = step;
    this.absence = absence;
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
    if (notice.stream().state() == StreamState.HANDED_OVER
        && absence.isLong(notice.newIsPresent())) {
      takeBack(notice);
    }
  }

  private static void takeBack(Notice notice) throws SQLException {
    StreamHandle stream = notice.stream();
    long id = notice.handover().terms().id();
    try (LinkView link = new LinkView(notice.settings())) {
      TakenBack asked = takenBack(notice, notice.control(), false, link.rows(id));
      if (!(HandoverProtocol.next(notice.handover(), asked) instanceof Decision.Accepted)) {
        return;
      }
      stream.target().endHolder(notice.control(), stream.lock());
      stream.target().endOtherLanes(notice.control());
      Decision decision =
          notice.move(
              (transaction, locked) ->
                  takenBack(notice, transaction, !notice.newIsGone(transaction), link.rows(id)));
      if (decision instanceof Decision.Accepted) {
        log.warn(
            "{}: engine {} is gone; taking the stream back",
            stream.name(),
            notice.handover().terms().to());
        stream.takeBack();
      }
    }
  }

  private static TakenBack takenBack(
      Notice notice, Connection at, boolean newPresent, LinkRows link) throws SQLException {
    return new TakenBack(
        notice.now(),
        notice.engine(),
        notice.generation(at),
        AppliedLog.last(at, notice.stream().name().toString()).orElseThrow().position(),
        newPresent,
        link);
  }
}
