package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineProcess;
import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StatusReport;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The pages an engine serves: metrics, health and status. Any thread may ask. */
final class HttpPages implements AutoCloseable {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final EngineView view;
  private final EngineProcess process = EngineProcess.current();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  HttpPages(EngineView view) {
    this.view = view;
    new EngineMeters(view).bindTo(metrics);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ClassLoaderMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new FileDescriptorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    collections.bindTo(metrics);
  }

  HttpAnswer get(String path) {
    return switch (path) {
      case "/metrics" -> new HttpAnswer(200, PROMETHEUS, metrics.scrape());
      case "/health/live" -> HttpAnswer.json(200, "{\"live\":true}");
      case "/health/ready" -> {
        Readiness readiness = Readiness.of(view);
        yield HttpAnswer.json(readiness.ready() ? 200 : 503, readiness.json());
      }
      case "/status" -> HttpAnswer.json(200, StatusJson.render(StatusReport.of(view, process)));
      default ->
          HttpAnswer.text(404, "not here; try /metrics, /health/live, /health/ready or /status");
    };
  }

  @Override
  public void close() {
    collections.close();
    metrics.close();
  }
}
