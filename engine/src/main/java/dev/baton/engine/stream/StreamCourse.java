package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.apply.AtBoundary;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a stream is to do next, and the state it shows: between those who want something of it, on
 * any thread, and the one thread that runs it.
 */
final class StreamCourse {

  /** What the stream's thread does next. */
  enum Next {
    /** Owns the stream and applies. */
    RUN,
    /** Reads along with the stream's owner. */
    FOLLOW,
    /** Does what a control operation wants of a stream that is not running. */
    OPERATE,
    END
  }

  // All guarded by this.
  private DesiredState desired = DesiredState.RUNNING;
  private boolean following;
  private boolean handedOver;
  private boolean ending;
  private boolean retryAsked;
  private Optional<BatonException> stoppedBy = Optional.empty();
  private Optional<String> lastError = Optional.empty();
  private Optional<AtBoundary> operation = Optional.empty();
  private Optional<StreamRun> run = Optional.empty();
  private StreamState state = StreamState.STARTING;

  synchronized StreamState state() {
    return state;
  }

  synchronized Optional<String> lastError() {
    return lastError;
  }

  /** What the operator wants from now on. */
  synchronized void desired(DesiredState wanted) {
    desired = wanted;
    if (wanted != DesiredState.RUNNING && !following) {
      run.ifPresent(StreamRun::end);
    }
    settle();
  }

  /** A stream that stopped with an error tries again. */
  synchronized void retry() {
    retryAsked = true;
    settle();
  }

  /** From now on it reads along with the owner; or, with {@code false}, it owns the stream. */
  synchronized void follows(boolean another) {
    following = another;
    if (!another && desired != DesiredState.RUNNING) {
      run.ifPresent(StreamRun::end);
    }
    settle();
  }

  /**
   * Asks for a control operation at the next commit boundary: at once where the stream does not
   * run.
   */
  synchronized void operate(AtBoundary wanted) {
    operation = Optional.of(wanted);
    run.ifPresent(running -> running.atBoundary(wanted));
    notifyAll();
  }

  /** The operation was done, or refused. */
  synchronized Optional<AtBoundary> operated() {
    Optional<AtBoundary> done = operation;
    operation = Optional.empty();
    return done;
  }

  /** Another engine owns the stream by the protocol; this one stays, and does nothing with it. */
  synchronized void handedOver(boolean away) {
    handedOver = away;
    settle();
  }

  /** Lets what is buffered be applied, and ends. */
  synchronized void end() {
    ending = true;
    run.ifPresent(StreamRun::end);
    notifyAll();
  }

  /** Ends without what is buffered. */
  synchronized void endNow() {
    run.ifPresent(StreamRun::endNow);
  }

  /** Waits until there is something to do. */
  synchronized Next awaitNext() throws InterruptedException {
    while (!ending) {
      state = waiting();
      if (following) {
        return Next.FOLLOW;
      }
      if (operation.isPresent() && !handedOver) {
        return Next.OPERATE;
      }
      if (state == StreamState.STARTING) {
        stoppedBy = Optional.empty();
        return Next.RUN;
      }
      wait();
    }
    return Next.END;
  }

  /** A run is about to begin; false when it is not wanted any more. */
  synchronized boolean begin(StreamRun next) {
    if (ending || !following && desired != DesiredState.RUNNING) {
      return false;
    }
    run = Optional.of(next);
    state = StreamState.STARTING;
    operation.ifPresent(next::atBoundary);
    return true;
  }

  /** The run is over, however it ended. */
  synchronized void over() {
    run = Optional.empty();
  }

  synchronized void streaming() {
    state = StreamState.STREAMING;
    lastError = Optional.empty();
  }

  synchronized void failed(BatonException reason) {
    lastError = Optional.of(reason.getMessage());
    retryAsked = false;
  }

  /** The error does not pass by itself. */
  synchronized void stopped(BatonException reason) {
    stoppedBy = Optional.of(reason);
    state = StreamState.FAILED;
  }

  /** Another engine took the stream. */
  synchronized void fenced() {
    handedOver = true;
    state = StreamState.HANDED_OVER;
    ending = true;
  }

  /** The thread has ended. */
  synchronized void ended() {
    if (!handedOver) {
      state = StreamState.STOPPED;
    }
  }

  /** Waits, unless the stream is to end. */
  synchronized void pause(long millis) throws InterruptedException {
    settle();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!ending && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
    }
  }

  /** While nothing runs, the state says at once what was asked for. */
  private void settle() {
    if (run.isEmpty() && !ending) {
      state = waiting();
    }
    notifyAll();
  }

  private StreamState waiting() {
    if (handedOver) {
      return StreamState.HANDED_OVER;
    }
    if (following) {
      return StreamState.STARTING;
    }
    return switch (desired) {
      case PAUSED -> StreamState.PAUSED;
      case STOPPED -> StreamState.STOPPED;
      case RUNNING ->
          stoppedBy.isPresent() && !retryAsked ? StreamState.FAILED : StreamState.STARTING;
    };
  }
}
