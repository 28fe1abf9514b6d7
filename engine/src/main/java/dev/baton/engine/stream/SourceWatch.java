package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the source once a second for lag and retained trail, and writes a heartbeat where
 * nothing came for the interval that moves the applied position on: an idle source, or one where
 * all work is replicated or outside of the replicated set. And one when work has just ended: a
 * server decodes again from where its slot stood when it last noted what was running, and goes on
 * from there only once something behind that note is acknowledged. One virtual thread; ends with
 * the run.
 */
final class SourceWatch implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;
  private static final long ENDED_MILLIS = 1_000;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

  private final StreamSettings settings;
  private final SourceSite source;
  private final boolean filterByOrigin;
  private final StreamGauge gauge;
  private final Heartbeat heartbeat;
  private final Consumer<BatonException> onFailure;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean due;

  SourceWatch(
      StreamSettings settings,
      SourceSite source,
      boolean filterByOrigin,
      StreamGauge gauge,
      Heartbeat heartbeat,
      Consumer<BatonException> onFailure) {
    this.settings = settings;
    this.source = source;
    this.filterByOrigin = filterByOrigin;
    this.gauge = gauge;
    this.heartbeat = heartbeat;
    this.onFailure = onFailure;
    this.thread = Thread.ofVirtual().name(settings.name() + "/watch").unstarted(this::watch);
  }

  /**
   * Begins.
   *
   * @param beatsFirst whether a heartbeat goes out without waiting for idle time: a stream that was
   *     just handed over shows by its first commit that it goes on
   */
  void start(boolean beatsFirst) {
    due = beatsFirst;
    thread.start();
  }

  private void watch() {
    long interval = settings.all().engine().heartbeatIntervalMillis();
    long beatAt = System.nanoTime();
    long beatAtMillis = System.currentTimeMillis();
    try {
      while (!closed.await(Math.min(LOOK_MILLIS, interval), TimeUnit.MILLISECONDS)) {
        gauge.looked(source.look(settings.slot()));
        checkOrigins();
        long now = System.currentTimeMillis();
        long sinceBeat = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beatAt);
        boolean idle = now - gauge.movedAtMillis() >= interval && sinceBeat >= interval;
        if (due || idle || hasWorkEnded(now, beatAtMillis)) {
          due = false;
          gauge.heartbeatSent();
          heartbeat.write(source);
          beatAt = System.nanoTime();
          beatAtMillis = now;
        }
      }
    } catch (BatonException e) {
      onFailure.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasWorkEnded(long now, long beatAtMillis) {
    long worked = gauge.workedAtMillis();
    return worked > beatAtMillis && now - worked >= ENDED_MILLIS;
  }

  /** A subscription made at the source while its rows are left out would lose them silently. */
  private void checkOrigins() {
    if (filterByOrigin && !source.canFilterByOrigin(settings.name())) {
      throw new BatonException(
          ErrorCode.TRANSIENT,
          "another product's or another link's origin came up at site %s: the stream starts again and knows replicated work by itself. Compare the sites with 'baton verify': what that origin wrote within the last second may be missing"
              .formatted(settings.name().source()));
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    if (thread.getState() != Thread.State.NEW) {
      if (!thread.join(ANSWER_WITHIN)) {
        // A source that does not answer would keep the run from ending.
        source.close();
        thread.join();
      }
    }
  }
}
