package dev.baton.engine.apply;

import dev.baton.engine.apply.hazard.Hazards;
import dev.baton.engine.apply.lane.CommitOrder;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Numbered;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where lanes get their work. The leading lane takes what comes; the others help when more waits
 * than it can carry. Whoever takes a group holds the lock until the group has its number and is
 * known to the hazards; it is applied outside.
 *
 * <p>Helping costs more than it brings where each group has to wait for the one before it, as with
 * a few rows that every transaction updates. After some groups that met so the leading lane stays
 * alone for a while.
 */
final class Intake {

  /** So many groups in a row that met the one before them say that the next ones will. */
  private static final int MET_TO_REST = 4;

  private static final int GROUPS_OF_REST = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition backlog = lock.newCondition();
  private final Packing packing;
  private final Hazards hazards;
  private final CommitOrder order;
  private final int helpers;
  private final long mostBytes;
  private final AtomicReference<AtBoundary> asked = new AtomicReference<>();

  /** Of the groups that have a number and are not committed. */
  private final AtomicLong bytes = new AtomicLong();

  private long seq;
  private int met;
  private int rest;
  private volatile boolean called;
  private boolean closed;

  /**
   * @param helpers how many lanes may help
   * @param mostBytes of changes in all groups that are applied at once; one beyond it may be begun
   * @param seq the last number that is committed
   */
  Intake(
      Packing packing, Hazards hazards, CommitOrder order, int helpers, long mostBytes, long seq) {
    this.packing = packing;
    this.hazards = hazards;
    this.order = order;
    this.helpers = helpers;
    this.mostBytes = mostBytes;
    this.seq = seq;
  }

  /** Begins to take; no other takes until {@link #unlock}. */
  void lock() throws InterruptedException {
    lock.lockInterruptibly();
  }

  void unlock() {
    lock.unlock();
  }

  /** The last number that was given to a group; under the lock. */
  long seq() {
    return seq;
  }

  /** What is taken is taken one after the other, and can be numbered; under the lock. */
  Packing packing() {
    return packing;
  }

  /**
   * Asks for a control operation. Nothing is packed any more by those who help until the leading
   * lane took it. Any thread.
   */
  void ask(AtBoundary operation) {
    asked.set(operation);
  }

  boolean isAsked() {
    return asked.get() != null;
  }

  /**
   * What was asked for, once; under the lock, which is held until it is done: nobody packs what
   * comes after it.
   */
  Optional<AtBoundary> asked() {
    return Optional.ofNullable(asked.getAndSet(null));
  }

  /** Waits until everything that was numbered is committed; under the lock. */
  void settle() throws InterruptedException {
    order.await(seq);
  }

  /** Numbers what is applied as it is read: by itself, when all before it is committed. */
  long next() {
    seq++;
    hazards.forget(seq);
    return seq;
  }

  /** Numbers a group; under the lock. */
  Numbered number(Group group) {
    seq++;
    bytes.addAndGet(group.bytes());
    boolean alone = rest > 0 || helpers == 0 || order.isCommitted(seq - 1) && !packing.isBacklog();
    if (rest > 0) {
      rest--;
    }
    if (alone) {
      hazards.forget(seq);
      return new Numbered(seq, group, seq - 1);
    }
    long after = hazards.admit(seq, group);
    if (after < seq - 1 || order.isCommitted(seq - 1)) {
      met = 0;
    } else if (++met == MET_TO_REST) {
      met = 0;
      rest = GROUPS_OF_REST;
    }
    return new Numbered(seq, group, after);
  }

  /** Calls a lane that helps where there is work for one; under the lock. */
  void call() {
    if (isWorthHelping()) {
      called = true;
      backlog.signal();
    }
  }

  /** Whether help was ever called for. Any thread. */
  boolean isCalled() {
    return called;
  }

  private boolean isWorthHelping() {
    return helpers > 0
        && rest == 0
        && !closed
        && !isAsked()
        && bytes.get() < mostBytes
        && packing.isBacklog();
  }

  /**
   * The next group for a lane that helps; waits for one.
   *
   * @return empty once the intake is closed
   */
  Optional<Numbered> help() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Optional<Group> group = isWorthHelping() ? packing.backlog() : Optional.empty();
        if (group.isPresent()) {
          Numbered work = number(group.get());
          call();
          return Optional.of(work);
        }
        backlog.await();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** A group that was numbered is committed; any thread. */
  void committed(Group group) {
    bytes.addAndGet(-group.bytes());
  }

  /** Sends those home who help; nothing is numbered for them any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      backlog.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
