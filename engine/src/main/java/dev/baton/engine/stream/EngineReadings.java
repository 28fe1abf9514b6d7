package dev.baton.engine.stream;

import dev.baton.config.SiteSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts together what the parts of an engine say of themselves. Stateless; any thread. */
final class EngineReadings {
  private EngineReadings() {}

  /** What a stream says of itself now. */
  static StreamStatus of(StreamRunner runner) {
    StreamGauge gauge = runner.gauge();
    StreamMeters meters = runner.meters();
    var latency = meters.apply().lastMinute();
    return new StreamStatus(
        runner.settings().name().toString(),
        Optional.of(runner.settings().engine()),
        runner.generation(),
        runner.state(),
        known(gauge.readPosition()),
        known(gauge.appliedPosition()),
        gauge.lagMillis(),
        gauge.lagBytes(),
        meters.apply().transactions(),
        meters.apply().rows(),
        meters.filtered(),
        meters.conflicts(),
        0,
        runner.lastError(),
        new StreamStatus.Latency(
            latency.getValueAtPercentile(50) / 1_000.0,
            latency.getValueAtPercentile(99) / 1_000.0,
            latency.getMaxValue() / 1_000.0),
        meters.queueBytes(),
        meters.queueCapacityBytes(),
        meters.busyRatio(),
        meters.apply().hazardsWaitedFor(),
        meters.apply().groupsGivenWay(),
        meters.spilledBytes(),
        gauge.trail().retainedBytes());
  }

  private static Optional<String> known(SourcePosition position) {
    return Optional.of(position)
        .filter(one -> !one.equals(SourcePosition.NONE))
        .map(SourcePosition::toString);
  }

  /**
   * What is known of a site now.
   *
   * @param reporters of all the engine's streams
   */
  static EngineView.SiteStatus of(SiteSettings site, List<StreamReporter> reporters) {
    List<StreamReporter> here =
        reporters.stream().filter(reporter -> reporter.targets(site.name())).toList();
    return new EngineView.SiteStatus(
        site.name(),
        site.type().name().toLowerCase(Locale.ROOT),
        site.url().replaceFirst("\\?.*", ""),
        here.stream().allMatch(StreamReporter::reachable),
        here.stream().mapToInt(StreamReporter::connections).sum(),
        here.stream().mapToInt(StreamReporter::maxConnections).sum());
  }
}
