package dev.baton.engine.flow;

import dev.baton.connectors.change.TrailEvent;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Who may act for the taker of a hand-off now. Under the hand-off's lock, all of it.
 *
 * <p>Invariant: a deputy begins only between {@link #open} and {@link #close}, and {@code close}
 * returns when it has ended: so taker and deputy never act at once, and each sees what the other
 * did.
 */
final class Deputation {
  private final Condition ended;
  private Deputy deputy;
  private boolean acting;
  private boolean left;
  private Throwable failure;

  Deputation(Lock lock) {
    this.ended = lock.newCondition();
  }

  /** The taker waits from here on, with nothing in hand. */
  void open(Deputy mayAct) {
    deputy = mayAct;
    left = false;
  }

  /** The taker goes on; waits for a deputy who acts, also where the taker is interrupted. */
  void close() {
    deputy = null;
    while (acting) {
      ended.awaitUninterruptibly();
    }
  }

  /** Whether a deputy acts now. */
  boolean isActing() {
    return acting;
  }

  /** The deputy who acts on the event from here on; {@code null} where none does. */
  Deputy begin(TrailEvent event) {
    acting = deputy != null && !isOver() && deputy.actsOn(event);
    return acting ? deputy : null;
  }

  /**
   * The deputy has {@code done}, or left it, or has {@code failed} where it is not {@code null}.
   */
  void end(boolean done, Throwable failed) {
    acting = false;
    left = !done;
    failure = failed;
    ended.signal();
  }

  /** Whether the taker has to know of what became of an event. */
  boolean isOver() {
    return left || failure != null;
  }

  /** Throws what the deputy threw. No switch over it, as in the stage that takes. */
  void check() {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("interrupted while acting for another", failure);
    }
  }
}
