package dev.baton.connectors.spi;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;

/**
 * Reads one site's audit trail and hands on its committed work in commit order. One contract suite
 * serves every implementation.
 *
 * <p>Contract: every transaction that committed after the slot's position is handed on once, whole
 * or in parts, in commit order; what lies at or before {@code from} is left out; nothing after a
 * failure. Nothing is acknowledged to the trail but what {@link #acknowledge} was told.
 */
public interface AuditTrailReader extends AutoCloseable {

  /** Where events and the end of the reading go. Called by the reader's threads, one at a time. */
  interface Receiver {
    /** The reader holds the trail; events may follow. Called once, before any of them. */
    void reading();

    /** Takes the next event; blocks while the receiver has no room, which holds the reader back. */
    void receive(TrailEvent event) throws InterruptedException;

    /**
     * Takes the next event, a whole transaction behind which nothing has come so far: the receiver
     * may do more with it on the reader's thread. A reader that cannot tell never calls it.
     */
    default void receiveLast(TransactionPart whole) throws InterruptedException {
      receive(whole);
    }

    /**
     * Whether the reader is behind and more events are at hand: what is received meanwhile may be
     * left to come together. The reader says so when that ends, some milliseconds later at most.
     */
    default void gathering(boolean more) {}

    /**
     * Whether a large transaction may be handed on early: it is known to have committed, its end
     * was not read, and what commits between its pieces becomes a part of it.
     */
    default boolean takesEarly() {
      return false;
    }

    /** What was handed on early has to be read again, to its end first; the failure follows. */
    default void earlyGivenUp() {}

    /** So many bytes of open transactions were written to the spill folder. */
    default void spilled(long bytes) {}

    /** The reading ended by itself, and this is why. Called at most once, and nothing after it. */
    void failed(BatonException reason);
  }

  /**
   * Starts reading in the background.
   *
   * @param from transactions ending at or before it are left out
   */
  void start(SourcePosition from, Receiver receiver);

  /**
   * Allows the trail to forget everything up to a position. Call it only with what is durable at
   * the target. Any thread; cheap; carried to the server within a second, or while the reader reads
   * far behind, in larger steps.
   */
  void acknowledge(SourcePosition durable);

  /** Stops reading and frees the slot. Waits until the reader's threads are gone. */
  @Override
  void close();
}
