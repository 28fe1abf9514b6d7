package dev.baton.it.fault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Decides when bytes may go on. Any thread. */
public final class Passage {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean open = true;
  private long delayNanos;

  /** Holds everything back, as a network that swallows packets: no reset, no answer. */
  public void blackHole() {
    set(false, 0);
  }

  /** Lets each piece wait before it goes on. */
  public void delay(Duration each) {
    set(true, each.toNanos());
  }

  /** Lets everything pass again, also what was held back. */
  public void free() {
    set(true, 0);
  }

  private void set(boolean nowOpen, long nowDelayNanos) {
    lock.lock();
    try {
      open = nowOpen;
      delayNanos = nowDelayNanos;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void await() throws InterruptedException {
    lock.lock();
    try {
      while (!open) {
        changed.await();
      }
      waitUpTo(delayNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Waits that long, whatever the passage does meanwhile. */
  void hold(Duration time) throws InterruptedException {
    lock.lock();
    try {
      waitUpTo(time.toNanos());
    } finally {
      lock.unlock();
    }
  }

  private void waitUpTo(long nanos) throws InterruptedException {
    long left = nanos;
    while (left > TimeUnit.MICROSECONDS.toNanos(10)) {
      left = changed.awaitNanos(left);
    }
  }
}
