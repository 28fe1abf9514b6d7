package dev.baton.engine.swap.leaving;

import dev.baton.config.Settings;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamHandle.LastTransaction;
import dev.baton.engine.swap.row.Moves;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current engine's last transaction in a stream. Whether it hands over is decided by the row
 * that it locks: what asked for it may be old. Runs on the applying thread.
 */
public final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private final Settings settings;
  private final StreamHandle stream;
  private final InstantSource clock;

  public Closing(Settings settings, StreamHandle stream, InstantSource clock) {
    this.settings = settings;
    this.stream = stream;
    this.clock = clock;
  }

  /**
   * The transaction that a handover asks for.
   *
   * @param sequence number of the CUT token that was met in the trail; 0 at a boundary
   */
  public LastTransaction at(long handover, long sequence) {
    return (lane, seq, position) -> write(lane, handover, sequence, seq, position);
  }

  /**
   * Writes a last transaction for a handover and a stream that nobody else sees.
   *
   * @param lane in a transaction that is rolled back afterwards
   * @return what the protocol said; accepted
   */
  public Decision rehearse(Connection lane) throws SQLException {
    ScratchHandover scratch =
        ScratchHandover.ofUnseenStream(settings, stream.name().target(), lane);
    return Moves.rehearse(
        lane,
        scratch.stream(),
        ScratchHandover.ID,
        ScratchHandover.SEQ,
        (transaction, locked) -> {
          isPresent(transaction, locked.terms().to());
          return handedOver(ScratchHandover.ID, 0, SourcePosition.NONE, true);
        });
  }

  private boolean write(
      Connection lane, long handover, long sequence, long seq, SourcePosition position)
      throws SQLException {
    Decision decision =
        Moves.within(
            lane,
            stream.name(),
            handover,
            seq,
            (transaction, locked) ->
                handedOver(
                    handover, sequence, position, isPresent(transaction, locked.terms().to())));
    if (decision instanceof Decision.Refused refused) {
      log.info("{}: not handed over: {}", stream.name(), refused.why());
    }
    return decision instanceof Decision.Accepted;
  }

  private HandedOver handedOver(
      long handover, long sequence, SourcePosition position, boolean newPresent) {
    return new HandedOver(
        clock.millis(),
        handover,
        settings.engine().id(),
        stream.generation(),
        position,
        sequence,
        newPresent);
  }

  private boolean isPresent(Connection transaction, String engine) {
    return !stream.target().isFree(transaction, stream.presence(engine));
  }
}
