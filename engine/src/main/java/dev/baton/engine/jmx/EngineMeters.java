package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.EngineView.SiteStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * Meters of the engine, its streams and its sites, read from the view when they are asked for.
 * Counts are since the process started. The meters hold the view weakly: whoever binds keeps it.
 */
record EngineMeters(EngineView view) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    Tags engine = Tags.of("link", view.link(), "engine", view.engineId());
    Gauge.builder("baton.memory.in.flight", view, EngineView::memoryInFlightBytes)
        .description("Changes held in memory, all streams together")
        .baseUnit("bytes")
        .tags(engine)
        .register(registry);
    Gauge.builder("baton.memory.limit", view, EngineView::memoryLimitBytes)
        .description("The bound on changes held in memory")
        .baseUnit("bytes")
        .tags(engine)
        .register(registry);
    Gauge.builder("baton.engine.heartbeat.age", view, EngineView::heartbeatAgeMillis)
        .description("Time since both sites last took the engine's heartbeat")
        .baseUnit("milliseconds")
        .tags(engine)
        .register(registry);
    view.streams()
        .forEach(
            stream ->
                new StreamMeters(view, stream.name(), engine.and("stream", stream.name()))
                    .bindTo(registry));
    view.sites().forEach(site -> bindSite(registry, engine.and("site", site.name()), site.name()));
  }

  private void bindSite(MeterRegistry registry, Tags tags, String site) {
    Gauge.builder("baton.site.reachable", view, v -> of(v, site, s -> s.reachable() ? 1 : 0))
        .description("1 when the site answered when last asked, at most 2 seconds ago")
        .tags(tags)
        .register(registry);
    Gauge.builder("baton.site.connections", view, v -> of(v, site, SiteStatus::connections))
        .description("Open connections of this engine")
        .tags(tags)
        .register(registry);
  }

  private static double of(EngineView view, String site, ToDoubleFunction<SiteStatus> figure) {
    return view.sites().stream()
        .filter(status -> status.name().equals(site))
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }
}
