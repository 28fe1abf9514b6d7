package dev.baton.engine.stream;

import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.AtBoundary;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.stream.StreamCourse.Next;
import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.stream.shadow.Shadow;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream going for as long as its {@link StreamCourse} says: starts its runs, begins
 * again from the applied log after what passes by itself, and stops with a named error after what
 * does not. One platform thread runs the stream and applies; the methods may be called from any.
 */
final class StreamRunner implements StreamHandle {
  private static final Logger log = LoggerFactory.getLogger(StreamRunner.class);
  private static final long SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long DRAIN_MILLIS = 6_000;
  private static final long LET_GO_MILLIS = 2_000;
  private static final Duration GIVE_UP_EVERY = Duration.ofMillis(100);

  private final StreamSettings settings;
  private final TargetSite target;
  private final StreamGauge gauge;
  private final StreamMeters meters;
  private final Shadow shadow;
  private final Succession succession;
  private final Consumer<StreamRunner> onReading;
  private final Consumer<BatonException> onFenced;
  private final Thread thread;
  private final Wishes wishes;
  private final StreamCourse course = new StreamCourse();
  private final ReadAlong along;

  // Owned by the thread, but for what is held before it starts.
  private final StreamHold hold;
  private SourcePosition catalogsReadAgainAt = SourcePosition.NONE;
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;

  StreamRunner(
      StreamSettings settings,
      InstantSource clock,
      Succession succession,
      Consumer<StreamRunner> onReading,
      Consumer<BatonException> onFenced) {
    this.settings = settings;
    this.target = settings.openTarget();
    this.wishes = new Wishes(settings, target, this::desired);
    this.gauge = new StreamGauge(clock);
    this.meters = new StreamMeters(clock, settings.handOffBytes());
    this.hold = new StreamHold(settings, target);
    this.along =
        new ReadAlong(
            settings, target, hold, course, control -> succession.opensFreshSlot(control, this));
    this.shadow = new Shadow(settings.name().toString());
    this.succession = succession;
    this.onReading = onReading;
    this.onFenced = onFenced;
    this.thread = Thread.ofPlatform().name(settings.name() + "/apply").unstarted(this::keepRunning);
  }

  /** Takes the stream and checks it, so that a bad start is refused before anything runs. */
  void claim() {
    Claim claim = hold.claim();
    hold.ready();
    desired(DesiredState.valueOf(claim.desiredState()));
    if (state() != StreamState.STARTING) {
      // What was checked now says nothing of the day it is resumed.
      hold.letGoOfSource();
    }
  }

  /**
   * Reads along with the stream's owner instead of taking it, until the applied log gives it to
   * this engine. To be called before {@link #start}.
   */
  void followFirst() {
    course.follows(true);
  }

  /** Starts without the stream: it was handed over, and may come back. */
  void startAway() {
    course.handedOver(true);
  }

  void start() {
    thread.start();
  }

  StreamSettings settings() {
    return settings;
  }

  @Override
  public StreamName name() {
    return settings.name();
  }

  @Override
  public TargetSite target() {
    return target;
  }

  @Override
  public SourceSite openSource(String purpose) {
    return settings.openSource(purpose);
  }

  @Override
  public SourceSite sourceOver(Connection connection) {
    return settings.sourceOver(connection);
  }

  @Override
  public String slot() {
    return settings.slot();
  }

  @Override
  public String lock() {
    return settings.lock();
  }

  @Override
  public String presence(String engine) {
    return settings.presence(engine);
  }

  /** What the operator wants, as it is written at the target. */
  Wishes wishes() {
    return wishes;
  }

  Succession succession() {
    return succession;
  }

  StreamGauge gauge() {
    return gauge;
  }

  StreamMeters meters() {
    return meters;
  }

  @Override
  public long generation() {
    return hold.generation();
  }

  @Override
  public StreamState state() {
    return course.state();
  }

  Optional<String> lastError() {
    return course.lastError();
  }

  /** What the operator wants of the stream from now on. */
  void desired(DesiredState wanted) {
    course.desired(wanted);
  }

  /** A stream that stopped with an error tries again. */
  void retry() {
    course.retry();
  }

  @Override
  public boolean isFollowing() {
    return along.reads();
  }

  @Override
  public boolean isLevel() {
    return along.isLevel();
  }

  @Override
  public void handOver(LastTransaction last) {
    course.operate(
        (lane, seq, position) -> {
          course.operated();
          return lane.close(connection -> last.write(connection, seq, position));
        });
  }

  @Override
  public Notes shadow() {
    return shadow.begin(
        () ->
            new CurrentTables(
                StreamReadiness.tables(settings), () -> StreamReadiness.tables(settings)));
  }

  @Override
  public void endShadow() {
    shadow.end();
  }

  @Override
  public void takeBack() {
    course.handedOver(false);
  }

  /**
   * Applies what is buffered, lets go of the stream and ends. Gives up on a site that does not
   * answer: its sessions end with the process, and nothing of theirs counts but what was committed.
   */
  void end() throws InterruptedException {
    course.end();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    while (System.nanoTime() - until < 0 && !thread.join(GIVE_UP_EVERY)) {
      along.giveUp();
    }
    course.endNow();
    thread.join(LET_GO_MILLIS);
    if (thread.isAlive()) {
      log.warn("{}: a site does not answer; the stream is left as it is", settings.name());
    }
  }

  /** Undoes {@link #claim} where the stream never started. */
  void close() {
    hold.letGo();
    target.close();
  }

  private void keepRunning() {
    try {
      for (Next next = course.awaitNext(); next != Next.END; next = course.awaitNext()) {
        long began = System.nanoTime();
        try {
          go(next);
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
      course.ended();
    }
  }

  private void go(Next next) throws InterruptedException {
    try {
      switch (next) {
        case RUN -> run(hold.ready(), Optional.empty());
        case FOLLOW -> along.go((ready, succeeding) -> run(ready, Optional.of(succeeding)));
        case OPERATE -> operateIdle();
        case END -> {}
      }
    } finally {
      course.over();
      hold.letGoOfSource();
    }
  }

  private void run(StreamReadiness ready, Optional<StreamRun.Succeeding> succeeding)
      throws InterruptedException {
    TokenReader tokens = succession.tokens(this);
    StreamRun next =
        new StreamRun(settings, target, ready, gauge, meters, shadow, tokens, this::reading);
    if (course.begin(next) && next.run(succeeding)) {
      leave();
    }
  }

  /** A stream that is paused, or stopped by an error, stands at a commit boundary. */
  private void operateIdle() {
    Claim claim = hold.claim();
    Optional<AtBoundary> operation = course.operated();
    if (operation.isEmpty()) {
      return;
    }
    Progress at = claim.progress();
    try (Lane lane = claim.openLane()) {
      if (operation.get().ends(lane, at.seq(), at.position())) {
        leave();
      }
    }
  }

  private void leave() {
    hold.letGoOfClaim();
    hold.forget();
    course.handedOver(true);
    log.info("{}: handed over", settings.name());
  }

  private void reading() {
    course.streaming();
    onReading.accept(this);
  }

  private void failed(BatonException shown, long lastedNanos) throws InterruptedException {
    BatonException e = Loss.behind(shown, settings, target, generation());
    course.failed(e);
    if (e.code() == ErrorCode.CONFLICT) {
      meters.conflict();
    }
    if (e.code() == ErrorCode.FENCED && succession.handedOver(this)) {
      leave();
    } else if (e.code() == ErrorCode.FENCED) {
      log.error("{}: fenced: {}", settings.name(), e.getMessage());
      course.fenced();
      onFenced.accept(e);
    } else if (e.code().retried()) {
      // The connection that holds the lock may be gone too: taken again, under the next generation.
      hold.letGoOfClaim();
      pauseMillis = lastedNanos > STEADY_NANOS ? SHORTEST_PAUSE_MILLIS : pauseMillis;
      log.warn("{}: {}; trying again in {} ms", settings.name(), e.getMessage(), pauseMillis);
      long pause = pauseMillis;
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
      course.pause(pause);
    } else if (e.code() == ErrorCode.SCHEMA_MISMATCH && readsCatalogsAgain()) {
      log.warn("{}: {}; reading both catalogs again", settings.name(), e.getMessage());
    } else {
      log.error("{}: stopped: {}", settings.name(), e.getMessage());
      course.stopped(e);
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
}
