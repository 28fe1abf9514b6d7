package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.protocol.trail.SourcePosition;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream running for as long as its operator wants it to: starts its runs, begins again
 * from the applied log after what passes by itself, and stops with a named error after what does
 * not. One platform thread runs the stream and applies; the methods may be called from any.
 */
final class StreamRunner {
  private static final Logger log = LoggerFactory.getLogger(StreamRunner.class);
  private static final long SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long DRAIN_MILLIS = 6_000;
  private static final long LET_GO_MILLIS = 2_000;

  private final StreamSettings settings;
  private final TargetSite target;
  private final StreamGauge gauge;
  private final StreamMeters meters;
  private final Consumer<StreamRunner> onReading;
  private final Consumer<BatonException> onFenced;
  private final Thread thread;
  private final Wishes wishes;

  // Guarded by this.
  private DesiredState desired = DesiredState.RUNNING;
  private boolean ending;
  private boolean retryAsked;
  private Optional<BatonException> stoppedBy = Optional.empty();
  private Optional<String> lastError = Optional.empty();
  private StreamState state = StreamState.STARTING;
  private StreamRun run;

  // Owned by the thread, but for the first claim, made before it starts.
  private Claim claim;
  private StreamReadiness ready;
  private SourcePosition catalogsReadAgainAt = SourcePosition.NONE;
  private Claim.Former former = Claim.Former.NONE;
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;
  private volatile long generation;

  StreamRunner(
      StreamSettings settings,
      InstantSource clock,
      Consumer<StreamRunner> onReading,
      Consumer<BatonException> onFenced) {
    this.settings = settings;
    this.target = settings.openTarget();
    this.wishes = new Wishes(settings, target, this::desired);
    this.gauge = new StreamGauge(clock);
    this.meters = new StreamMeters(clock, settings.handOffBytes());
    this.onReading = onReading;
    this.onFenced = onFenced;
    this.thread = Thread.ofPlatform().name(settings.name() + "/apply").unstarted(this::keepRunning);
  }

  /** Takes the stream and checks it, so that a bad start is refused before anything runs. */
  void claim() {
    takeIfNeeded();
    ready = StreamReadiness.reach(settings, claim);
    desired(DesiredState.valueOf(claim.desiredState()));
    if (state() != StreamState.STARTING) {
      // What was checked now says nothing of the day it is resumed.
      letGoOfSource();
    }
  }

  void start() {
    thread.start();
  }

  StreamSettings settings() {
    return settings;
  }

  TargetSite target() {
    return target;
  }

  /** What the operator wants, as it is written at the target. */
  Wishes wishes() {
    return wishes;
  }

  StreamGauge gauge() {
    return gauge;
  }

  StreamMeters meters() {
    return meters;
  }

  long generation() {
    return generation;
  }

  synchronized StreamState state() {
    return state;
  }

  synchronized Optional<String> lastError() {
    return lastError;
  }

  /** What the operator wants of the stream from now on. */
  synchronized void desired(DesiredState wanted) {
    desired = wanted;
    if (wanted != DesiredState.RUNNING) {
      endRun();
    }
    settle();
    notifyAll();
  }

  /** A stream that stopped with an error tries again. */
  synchronized void retry() {
    retryAsked = true;
    settle();
    notifyAll();
  }

  /** While nothing runs, the state says at once what was asked for. */
  private void settle() {
    if (run == null && !ending) {
      state = waiting();
    }
  }

  private StreamState waiting() {
    return switch (desired) {
      case PAUSED -> StreamState.PAUSED;
      case STOPPED -> StreamState.STOPPED;
      case RUNNING ->
          stoppedBy.isPresent() && !retryAsked ? StreamState.FAILED : StreamState.STARTING;
    };
  }

  /**
   * Applies what is buffered, lets go of the stream and ends. Gives up on a site that does not
   * answer: its sessions end with the process, and nothing of theirs counts but what was committed.
   */
  void end() throws InterruptedException {
    synchronized (this) {
      ending = true;
      endRun();
      notifyAll();
    }
    thread.join(DRAIN_MILLIS);
    synchronized (this) {
      if (run != null) {
        run.endNow();
      }
    }
    thread.join(LET_GO_MILLIS);
    if (thread.isAlive()) {
      log.warn("{}: a site does not answer; the stream is left as it is", settings.name());
    }
  }

  /** Undoes {@link #claim} where the stream never started. */
  void close() {
    letGoOfSource();
    letGoOfClaim();
    target.close();
  }

  private void endRun() {
    if (run != null) {
      run.end();
    }
  }

  private void keepRunning() {
    try {
      while (awaitWanted()) {
        long began = System.nanoTime();
        try {
          runOnce();
        } catch (BatonException e) {
          failed(e, System.nanoTime() - began);
        } catch (RuntimeException e) {
          log.error("{}: a defect of Baton's", settings.name(), e);
          failed(
              new BatonException(
                  ErrorCode.INTERNAL,
                  settings.name() + ": a defect of Baton's (" + e + "); please report it",
                  e),
              System.nanoTime() - began);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
      state(StreamState.STOPPED);
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      takeIfNeeded();
      if (ready == null) {
        ready = StreamReadiness.reach(settings, claim);
      }
      StreamRun next = new StreamRun(settings, target, ready, gauge, meters, this::reading);
      synchronized (this) {
        if (ending || desired != DesiredState.RUNNING) {
          return;
        }
        run = next;
        state = StreamState.STARTING;
      }
      next.run();
    } finally {
      synchronized (this) {
        run = null;
      }
      letGoOfSource();
    }
  }

  private void letGoOfSource() {
    if (ready != null) {
      ready.close();
      ready = null;
    }
  }

  /** There is none where taking the stream is what failed. */
  private void letGoOfClaim() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }

  private void takeIfNeeded() {
    if (claim == null) {
      claim = Claim.take(settings, target, former);
      generation = claim.generation();
      former = claim.asFormer();
    }
  }

  private void reading() {
    synchronized (this) {
      state = StreamState.STREAMING;
      lastError = Optional.empty();
    }
    onReading.accept(this);
  }

  private void failed(BatonException e, long lastedNanos) throws InterruptedException {
    synchronized (this) {
      lastError = Optional.of(e.getMessage());
      retryAsked = false;
    }
    if (e.code() == ErrorCode.CONFLICT) {
      meters.conflict();
    }
    if (e.code() == ErrorCode.FENCED) {
      log.error("{}: fenced: {}", settings.name(), e.getMessage());
      synchronized (this) {
        state = StreamState.HANDED_OVER;
        ending = true;
      }
      onFenced.accept(e);
    } else if (e.code().retried()) {
      // The connection that holds the lock may be gone too: taken again, under the next generation.
      letGoOfClaim();
      pauseMillis = lastedNanos > STEADY_NANOS ? SHORTEST_PAUSE_MILLIS : pauseMillis;
      log.warn("{}: {}; trying again in {} ms", settings.name(), e.getMessage(), pauseMillis);
      pause();
    } else if (e.code() == ErrorCode.SCHEMA_MISMATCH && readsCatalogsAgain()) {
      log.warn("{}: {}; reading both catalogs again", settings.name(), e.getMessage());
    } else {
      log.error("{}: stopped: {}", settings.name(), e.getMessage());
      synchronized (this) {
        stoppedBy = Optional.of(e);
        state = StreamState.FAILED;
      }
    }
  }

  /**
   * Whether a run with fresh catalogs may help: the tables may have been altered at both sites
   * since they were read. Once for each position, so that what still does not fit stops the stream.
   */
  private boolean readsCatalogsAgain() {
    SourcePosition applied = gauge.appliedPosition();
    boolean first = !applied.equals(catalogsReadAgainAt);
    catalogsReadAgainAt = applied;
    return first;
  }

  private synchronized void pause() throws InterruptedException {
    settle();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    while (!ending && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
    }
  }

  /** Waits until the stream is wanted; false when it is to end. */
  private synchronized boolean awaitWanted() throws InterruptedException {
    while (!ending) {
      state = waiting();
      if (state == StreamState.STARTING) {
        stoppedBy = Optional.empty();
        return true;
      }
      wait();
    }
    return false;
  }

  private synchronized void state(StreamState reached) {
    if (state != StreamState.HANDED_OVER) {
      state = reached;
    }
  }
}
