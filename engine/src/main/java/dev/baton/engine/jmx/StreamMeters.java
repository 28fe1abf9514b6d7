package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.stream.StreamStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * Meters of one stream, read from the view when they are asked for. The meters hold the view
 * weakly: whoever binds keeps it.
 */
record StreamMeters(EngineView view, String stream, Tags tags) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    bindCounts(registry);
    gauge(
        registry,
        "lag.milliseconds",
        "Age of the oldest work not applied yet",
        StreamStatus::lagMillis);
    gauge(
        registry,
        "lag.bytes",
        "Trail between the source's end and the applied position, at most 2 seconds old",
        StreamStatus::lagBytes);
    gauge(
        registry, "queue.bytes", "Waiting between reading and applying", StreamStatus::queueBytes);
    gauge(
        registry,
        "queue.capacity.bytes",
        "The bound on what waits between reading and applying",
        StreamStatus::queueCapacityBytes);
    gauge(
        registry,
        "retained.trail.bytes",
        "Trail that the slot holds back at the source, at most 2 seconds old",
        StreamStatus::retainedTrailBytes);
    gauge(
        registry,
        "lane.busy.ratio",
        "Share of the last second in which the lanes worked",
        StreamStatus::laneBusyRatio);
    gauge(
        registry,
        "generation",
        "The generation under which the stream is owned",
        StreamStatus::generation);
    latency(registry, "0.5", status -> status.latencyMillis().p50());
    latency(registry, "0.99", status -> status.latencyMillis().p99());
    latency(registry, "1.0", status -> status.latencyMillis().max());
    for (StreamState state : StreamState.values()) {
      Gauge.builder("baton.stream.state", view, now -> of(now, s -> s.state() == state ? 1 : 0))
          .description("1 for the state the stream is in, 0 for the others")
          .tags(tags.and("state", state.name()))
          .register(registry);
    }
  }

  private void bindCounts(MeterRegistry registry) {
    count(
        registry,
        "applied.transactions",
        "Source transactions applied",
        StreamStatus::appliedTransactions);
    count(registry, "applied.rows", "Row changes applied", StreamStatus::appliedRows);
    count(
        registry,
        "filtered.transactions",
        "Replicated transactions dropped by the loop filter",
        StreamStatus::filteredTransactions);
    count(registry, "conflicts", "Conflicts met", StreamStatus::conflicts);
    count(registry, "quarantined", "Rows quarantined", StreamStatus::quarantined);
    count(
        registry,
        "hazards.waited.for",
        "Times a group waited for another because of a hazard",
        StreamStatus::hazardsWaitedFor);
    count(
        registry,
        "groups.given.way",
        "Times a group that was written before its turn was rolled back because a lane waited for a lock, and went again",
        StreamStatus::groupsGivenWay);
    count(registry, "spilled.bytes", "Changes spilled to disk", StreamStatus::spilledBytes);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<StreamStatus> figure) {
    Gauge.builder("baton.stream." + name, view, now -> of(now, figure))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<StreamStatus> figure) {
    FunctionCounter.builder("baton.stream." + name, view, now -> of(now, figure))
        .description(description + ", since the process started")
        .tags(tags)
        .register(registry);
  }

  private void latency(
      MeterRegistry registry, String quantile, ToDoubleFunction<StreamStatus> figure) {
    Gauge.builder("baton.stream.latency.milliseconds", view, now -> of(now, figure))
        .description("Source commit to target commit over the last minute")
        .tags(tags.and("quantile", quantile))
        .register(registry);
  }

  private double of(EngineView now, ToDoubleFunction<StreamStatus> figure) {
    return now.streams().stream()
        .filter(status -> status.name().equals(stream))
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }
}
