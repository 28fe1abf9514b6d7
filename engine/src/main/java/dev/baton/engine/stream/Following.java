package dev.baton.engine.stream;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.apply.lane.Rehearsal;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.engine.progress.Progress;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads along with the engine that owns a stream: drops what that one has applied, holds what comes
 * after it, and ends when the applied log says that the stream is this engine's. So the first group
 * after a cut waits for nothing. Owned by the applying thread.
 *
 * <p>Only the applied log decides: a lost notification costs one look, every {@value #LOOK_MILLIS}
 * ms. What is dropped lies at or before the owner's progress, so the cut is never before it:
 * progress goes back only where the target crashes, which ends this session too.
 */
final class Following {
  private static final int LOOK_MILLIS = 20;

  private final Follower follower;
  private final HandOff handOff;
  private final Supplier<SourcePosition> read;
  private final DurableProgress durable;
  private final Rehearsal rehearsal;
  private boolean insideLarge;

  /**
   * @param read how far the reader came
   * @param durable lets this engine's slot forget what the owner has applied durably
   * @param rehearsal on the lane that will apply
   */
  Following(
      Follower follower,
      HandOff handOff,
      Supplier<SourcePosition> read,
      DurableProgress durable,
      Rehearsal rehearsal) {
    this.follower = follower;
    this.handOff = handOff;
    this.read = read;
    this.durable = durable;
    this.rehearsal = rehearsal;
  }

  /**
   * How the following ended.
   *
   * @param progress whose row gave the stream to this engine
   * @param readAgain whether parts of a large transaction after it were dropped already
   */
  record Taken(Progress progress, boolean readAgain) {}

  /**
   * Follows until the stream is this engine's. The reader may be behind the owner then: what it
   * still brings of the owner's work is left out by the stage that applies.
   *
   * @return empty when it was told to end before
   * @throws BatonException FENCED when the stream went to a third engine
   */
  Optional<Taken> await() throws InterruptedException, SQLException {
    rehearsal.onScratchTable();
    while (!handOff.isDrained()) {
      AppliedLog.Last last = follower.look();
      Progress owner = last.progress();
      drop(owner.position());
      if (follower.owns(owner)) {
        return Optional.of(new Taken(owner, insideLarge));
      }
      durable.committed(owner.position());
      durable.looked(owner.position(), last.written(), last.flushed());
      follower.level(!owner.position().isAfter(read.get()));
      follower.awaitNews(LOOK_MILLIS);
    }
    return Optional.empty();
  }

  private void drop(SourcePosition applied) {
    for (Optional<TrailEvent> head = handOff.peek();
        head.isPresent() && isApplied(head.get(), applied);
        head = handOff.peek()) {
      if (handOff.poll().orElseThrow() instanceof TransactionPart part) {
        rehearsal.of(part);
      }
    }
  }

  /**
   * The end of a large transaction tells its position; the parts before it are dropped unseen, or
   * they would fill the queue for ever.
   */
  private boolean isApplied(TrailEvent event, SourcePosition applied) {
    return switch (event) {
      case Message message -> !message.position().isAfter(applied);
      case TransactionPart part -> {
        boolean dropped = !part.last() || !part.position().isAfter(applied);
        insideLarge = !part.whole() && (dropped ? !part.last() : insideLarge);
        yield dropped;
      }
    };
  }
}
