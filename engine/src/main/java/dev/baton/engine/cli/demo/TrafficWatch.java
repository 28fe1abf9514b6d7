package dev.baton.engine.cli.demo;

import dev.baton.engine.cli.control.LinkStatus;
import dev.baton.engine.stream.StatusReport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks at the link every second while the applications write. One thread. */
final class TrafficWatch {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Duration whole;
  private final Applications applications;
  private final LinkStatus status;
  private final Consumer<DemoEvent> events;
  private final long begunNanos = System.nanoTime();

  TrafficWatch(
      Duration whole, Applications applications, LinkStatus status, Consumer<DemoEvent> events) {
    this.whole = whole;
    this.applications = applications;
    this.status = status;
    this.events = events;
  }

  /** Returns when the traffic is that old. */
  void until(Duration age) throws InterruptedException {
    long end = begunNanos + age.toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, EVERY.toNanos())));
      events.accept(sample());
    }
  }

  private DemoEvent.Sample sample() {
    Map<String, Long> lag = new TreeMap<>();
    for (StatusReport.Stream stream : status.read().streams()) {
      stream.lagMillis().ifPresent(millis -> lag.put(stream.name(), millis));
    }
    long second = Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds();
    return new DemoEvent.Sample(second, whole.toSeconds(), applications.acknowledgedCount(), lag);
  }
}
