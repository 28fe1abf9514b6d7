package dev.baton.engine.swap.leaving;

import dev.baton.config.Settings;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.Absence;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.workflow.Tasks;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * The current engine's side of a handover, for one stream: hands it over when the row says CUT,
 * stays until it may go, and takes the stream back from a new engine that is gone. Owned by the
 * thread that reports on the stream, but for the closing transaction.
 *
 * <p>It remembers nothing that the row does not say, but for what it has asked of the stream: a
 * lost notification costs a second.
 */
public final class Predecessor {
  private final Settings settings;
  private final StreamHandle stream;
  private final InstantSource clock;
  private final Noting noting;
  private final Tasks<Step, EventKind, Notice> tasks;

  /**
   * For one stream of an engine.
   *
   * @param onRetired told by which handover the stream has gone for good
   */
  public Predecessor(
      Settings settings, StreamHandle stream, InstantSource clock, Consumer<Handover> onRetired) {
    this.settings = settings;
    this.stream = stream;
    this.clock = clock;
    this.noting = new Noting(stream);
    this.tasks = tasks(new Absence(clock), onRetired);
  }

  /** What the current engine does, a task for each step in which it has something to do. */
  static Tasks<Step, EventKind, Notice> tasks(Absence ofNew, Consumer<Handover> onRetired) {
    return Tasks.of(
        Step.class,
        EventKind.class,
        List.of(
            new FollowingFirst(Step.PREPARE),
            new FollowingFirst(Step.WARM_UP),
            new FollowingFirst(Step.SHADOW),
            new FollowingFirst(Step.TOKEN),
            new FollowingFirst(Step.DRAIN),
            new HandingOver(),
            new KeepingWayBack(Step.TAKE_OVER, ofNew),
            new KeepingWayBack(Step.CONFIRM, ofNew),
            new KeepingWayBack(Step.RETURN, ofNew),
            new Leaving(onRetired),
            new Gone(onRetired),
            new AfterAbort(ofNew)));
  }

  /** Does what the row calls for. */
  public void look(Connection control, HandoverRow row) throws SQLException {
    noting.look(control, row.handover());
    var task = tasks.in(row.handover().step());
    if (task.isPresent()) {
      task.get().work(new Notice(settings, stream, clock, control, row));
    }
  }
}
