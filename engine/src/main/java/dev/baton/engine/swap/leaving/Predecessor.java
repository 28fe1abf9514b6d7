package dev.baton.engine.swap.leaving;

import dev.baton.config.Settings;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.Moves;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.HandoverEvent.TakenBack;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current engine's side of a handover, for one stream: hands it over when the row says CUT,
 * stays until it may go, and takes the stream back from a new engine that is gone. Owned by the
 * thread that reports on the stream, but for the closing transaction.
 *
 * <p>It remembers nothing that the row does not say, but for what it has asked of the stream: a
 * lost notification costs a second.
 */
public final class Predecessor {
  private static final Logger log = LoggerFactory.getLogger(Predecessor.class);

  /** A new engine that lost its session for less is not gone. */
  private static final long GONE_MILLIS = 3_000;

  private final Settings settings;
  private final StreamHandle stream;
  private final InstantSource clock;
  private final Runnable onRetired;
  private final Noting noting;
  private long askedFor = -1;
  private long aloneSinceMillis;

  /**
   * For one stream of an engine.
   *
   * @param onRetired told when the stream has gone for good
   */
  public Predecessor(
      Settings settings, StreamHandle stream, InstantSource clock, Runnable onRetired) {
    this.settings = settings;
    this.stream = stream;
    this.clock = clock;
    this.onRetired = onRetired;
    this.noting = new Noting(stream);
  }

  /** Does what the row calls for. */
  public void look(Connection control, HandoverRow row) throws SQLException {
    Handover handover = row.handover();
    noting.look(control, handover);
    if (handover.step() != Step.CUT) {
      askedFor = -1;
    }
    switch (handover.step()) {
      case PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN -> {}
      case CUT -> handOver(handover);
      case TAKE_OVER, CONFIRM, RETURN -> watch(control, row);
      case RETIRE -> retire(control, handover);
      case ABORTED -> afterAbort(control, row);
      case DONE -> {}
    }
  }

  private void handOver(Handover handover) {
    long id = handover.terms().id();
    if (askedFor == id || stream.state() == StreamState.HANDED_OVER) {
      return;
    }
    askedFor = id;
    stream.handOver((lane, seq, position) -> lastTransaction(lane, id, position));
  }

  /** On the applying thread. */
  private boolean lastTransaction(Connection lane, long id, SourcePosition position)
      throws SQLException {
    Decision decision =
        Moves.within(
            lane,
            stream.name(),
            id,
            (transaction, locked) ->
                new HandedOver(
                    clock.millis(),
                    id,
                    settings.engine().id(),
                    generation(transaction),
                    position,
                    0,
                    !stream.target().isFree(transaction, stream.presence(locked.terms().to()))));
    if (decision instanceof Decision.Refused refused) {
      log.info("{}: not handed over: {}", stream.name(), refused.why());
    }
    return decision instanceof Decision.Accepted;
  }

  private long generation(Connection transaction) throws SQLException {
    return Ownership.lock(transaction, stream.name().toString()).orElseThrow().generation();
  }

  private void watch(Connection control, HandoverRow row) throws SQLException {
    if (stream.state() != StreamState.HANDED_OVER) {
      return;
    }
    String presence = stream.presence(row.handover().terms().to());
    if (!stream.target().isFree(control, presence)) {
      aloneSinceMillis = 0;
      return;
    }
    long now = clock.millis();
    aloneSinceMillis = aloneSinceMillis == 0 ? now : aloneSinceMillis;
    if (now - aloneSinceMillis >= GONE_MILLIS) {
      takeBack(control, row);
    }
  }

  private void takeBack(Connection control, HandoverRow row) throws SQLException {
    long id = row.handover().terms().id();
    try (LinkView link = new LinkView(settings)) {
      stream.target().endOtherLanes(control);
      Decision decision =
          Moves.move(
              control,
              stream.name(),
              id,
              (transaction, locked) ->
                  new TakenBack(
                      clock.millis(),
                      settings.engine().id(),
                      generation(transaction),
                      AppliedLog.last(transaction, stream.name().toString())
                          .orElseThrow()
                          .position(),
                      !stream.target().isFree(transaction, stream.presence(locked.terms().to())),
                      link.rows(id)));
      if (decision instanceof Decision.Accepted) {
        log.warn(
            "{}: engine {} is gone; taking the stream back",
            stream.name(),
            row.handover().terms().to());
        stream.takeBack();
      }
    }
  }

  private void retire(Connection control, Handover handover) throws SQLException {
    if (stream.state() != StreamState.HANDED_OVER) {
      return;
    }
    Leftovers.remove(control, stream, settings.engine().id(), stream.slot());
    Decision decision =
        Moves.move(
            control,
            stream.name(),
            handover.terms().id(),
            (transaction, locked) -> new Retired(clock.millis()));
    if (!(decision instanceof Decision.Refused)) {
      onRetired.run();
    }
  }

  /** The stream is ours again where it was given back, and was never away where it was not cut. */
  private void afterAbort(Connection control, HandoverRow row) throws SQLException {
    Handover handover = row.handover();
    if (stream.state() == StreamState.HANDED_OVER && handover.cut().made() != Cut.Made.NOT_YET) {
      stream.takeBack();
    }
    boolean alone = stream.target().isFree(control, stream.presence(handover.terms().to()));
    if (alone && !handover.ending().cleaned()) {
      Leftovers.remove(control, stream, handover.terms().to(), row.toSlot());
      Moves.move(
          control,
          stream.name(),
          handover.terms().id(),
          (transaction, locked) -> new Cleaned(clock.millis()));
    }
  }
}
