package dev.baton.engine.flow;

import dev.baton.connectors.change.TrailEvent;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue between two stages, bounded in bytes. One thread puts, one takes; any may close. A taker
 * who waits may let a {@link Deputy} act for it on the thread that puts.
 *
 * <p>Order is kept. An event larger than the whole bound still passes, alone. What was put before
 * {@link #close} can still be taken after it: a control operation lets what is buffered reach the
 * target and nothing that comes later.
 */
public final class HandOff {
  /**
   * So long an event may be held back for more to come. In a backlog a group comes together in half
   * of it; where a reader takes for a backlog what is none, it costs no more than this.
   */
  private static final long HELD_MILLIS = 20;

  private final long capacityBytes;
  private final long enoughBytes;
  private final int enoughEvents;
  private final long heldNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition some = lock.newCondition();
  private final Deputation deputation = new Deputation(lock);
  private final ArrayDeque<TrailEvent> events = new ArrayDeque<>();
  private long bytes;
  private boolean closed;
  private boolean woken;
  private boolean gathering;

  /** Whether the next event finds no room. */
  private boolean full;

  /**
   * A queue that holds {@code capacityBytes} and at least one event.
   *
   * @param enoughBytes worth taking while more is coming, and so are {@code enoughEvents}
   */
  public HandOff(long capacityBytes, long enoughBytes, int enoughEvents) {
    this(capacityBytes, enoughBytes, enoughEvents, HELD_MILLIS);
  }

  /** The same; {@code heldMillis} in place of {@link #HELD_MILLIS}. */
  HandOff(long capacityBytes, long enoughBytes, int enoughEvents, long heldMillis) {
    this.capacityBytes = capacityBytes;
    this.enoughBytes = Math.min(enoughBytes, capacityBytes / 2);
    this.enoughEvents = enoughEvents;
    this.heldNanos = TimeUnit.MILLISECONDS.toNanos(heldMillis);
  }

  /**
   * Puts an event; waits while there is no room.
   *
   * @return false when the queue is closed: nobody will take the event, nor any later one
   */
  public boolean put(TrailEvent event) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !events.isEmpty() && bytes + event.bytes() > capacityBytes) {
        full = true;
        some.signal();
        room.await();
      }
      full = false;
      if (closed) {
        return false;
      }
      events.add(event);
      bytes += event.bytes();
      // The first one also starts the time that it may be held back.
      if (isWorthTaking() || events.size() == 1) {
        some.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts an event behind which nothing has come so far. Where the taker waits and its deputy acts
   * on the event, that is done when this returns, or left to the taker; else it is as {@link #put}.
   */
  public boolean putLast(TrailEvent event) throws InterruptedException {
    Deputy deputy = deputyFor(event);
    if (deputy == null) {
      return put(event);
    }
    boolean done = false;
    Throwable failed = null;
    try {
      done = deputy.act(event);
    } catch (InterruptedException e) {
      failed = e;
      throw e;
    } catch (RuntimeException | Error e) {
      failed = e;
    } finally {
      acted(done, failed);
    }
    return true;
  }

  private Deputy deputyFor(TrailEvent event) {
    lock.lock();
    try {
      boolean next = events.isEmpty() && !gathering && !closed && !woken;
      return next ? deputation.begin(event) : null;
    } finally {
      lock.unlock();
    }
  }

  /** The taker is woken only where it has to know. */
  private void acted(boolean done, Throwable failed) {
    lock.lock();
    try {
      deputation.end(done, failed);
      if (deputation.isOver()) {
        some.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether more is known to come at once: the taker is left asleep until enough has come together,
   * or what was put first has waited for a moment. What is waiting when that ends can be taken
   * then.
   */
  public void gathering(boolean more) {
    lock.lock();
    try {
      gathering = more;
      if (isWorthTaking()) {
        some.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isWorthTaking() {
    return !events.isEmpty()
        && (!gathering || full || bytes >= enoughBytes || events.size() >= enoughEvents);
  }

  /**
   * Takes the next event; waits for one, or where more is coming, for enough of them to come soon.
   *
   * @return empty when the time ran out, when the taker was woken, or when the queue is closed and
   *     drained
   */
  public Optional<TrailEvent> take(long timeoutMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitEvents(timeoutMillis);
      woken = false;
      return next();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same; while it waits, {@code deputy} may act for the taker.
   *
   * @return empty also when the deputy left an event to the taker, whatever waits behind it
   * @throws RuntimeException what the deputy threw, unchanged
   */
  public Optional<TrailEvent> take(long timeoutMillis, Deputy deputy) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      deputation.open(deputy);
      try {
        awaitEvents(timeoutMillis);
      } finally {
        deputation.close();
      }
      deputation.check();
      woken = false;
      return deputation.isOver() ? Optional.empty() : next();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEvents(long timeoutMillis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    boolean held = false;
    while (!isWorthTaking() && !closed && !woken && !deputation.isOver() && left > 0) {
      if (!held && !events.isEmpty()) {
        held = true;
        left = Math.min(left, heldNanos);
      }
      left = some.awaitNanos(left);
    }
  }

  /** The next event if there is one now, without taking it. */
  public Optional<TrailEvent> peek() {
    lock.lock();
    try {
      return Optional.ofNullable(events.peek());
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next event if there is one now. */
  public Optional<TrailEvent> poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the taker return at once, now or the next time it would wait. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      some.signal();
    } finally {
      lock.unlock();
    }
  }

  private Optional<TrailEvent> next() {
    TrailEvent event = events.poll();
    if (event != null) {
      bytes -= event.bytes();
      room.signal();
    }
    return Optional.ofNullable(event);
  }

  /** Lets nothing more in; what is inside can still be taken. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      some.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes and forgets what is inside; it is read again later. */
  public void discard() {
    lock.lock();
    try {
      events.clear();
      bytes = 0;
      close();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing will ever be taken again. */
  public boolean isDrained() {
    lock.lock();
    try {
      return closed && events.isEmpty() && !deputation.isActing();
    } finally {
      lock.unlock();
    }
  }

  /** Whether so many bytes or so many events are waiting now. */
  public boolean holds(long someBytes, int someEvents) {
    lock.lock();
    try {
      return bytes >= someBytes || events.size() >= someEvents;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes waiting now. */
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** The bound. */
  public long capacityBytes() {
    return capacityBytes;
  }
}
