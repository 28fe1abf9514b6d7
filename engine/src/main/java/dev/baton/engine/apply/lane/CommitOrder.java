package dev.baton.engine.apply.lane;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets groups commit in the order of their numbers, whichever lanes write them. Any thread.
 *
 * <p>Invariant: a lane commits group n only after {@link #committed} was told of n-1, which its
 * lane does after it has read the answer to its commit; so the target never holds a group without
 * all those before it, and the applied log has no gaps. Once the order is stopped, nothing more is
 * committed but a group that was next already.
 */
public final class CommitOrder {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long committed;
  private RuntimeException stopped;

  /** No group will be committed any more that was not next already. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException(RuntimeException reason) {
      super(reason);
    }
  }

  /** An order in which everything up to number {@code committed} is committed. */
  public CommitOrder(long committed) {
    this.committed = committed;
  }

  /** Whether everything up to number {@code seq} is committed. */
  public boolean isCommitted(long seq) {
    lock.lock();
    try {
      return committed >= seq;
    } finally {
      lock.unlock();
    }
  }

  /** Number {@code seq}, the next one, is committed. */
  public void committed(long seq) {
    lock.lock();
    try {
      if (seq != committed + 1) {
        throw new IllegalStateException("group " + seq + " was committed after " + committed);
      }
      committed = seq;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything up to number {@code seq} is committed.
   *
   * @throws RuntimeException why that will never be; the reason of {@link #stop} is its cause
   */
  public void await(long seq) throws InterruptedException {
    await(seq, Long.MAX_VALUE);
  }

  /** The same for a while; answers whether it is so. */
  boolean await(long seq, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (committed < seq && stopped == null && left > 0) {
        left = moved.awaitNanos(left);
      }
      if (committed < seq && stopped != null) {
        throw new StoppedException(stopped);
      }
      return committed >= seq;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all waiting. The first reason counts.
   *
   * @return that reason
   */
  public RuntimeException stop(RuntimeException reason) {
    lock.lock();
    try {
      if (stopped == null) {
        stopped = reason;
        moved.signalAll();
      }
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Throws the reason of {@link #stop}, if it was stopped. */
  public void check() {
    lock.lock();
    try {
      if (stopped != null) {
        throw stopped;
      }
    } finally {
      lock.unlock();
    }
  }
}
