package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What an operator copies from the distribution works as it stands. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("samples");
  private static final Set<String> METRICS =
      Set.of(
          "baton_stream_lag_milliseconds",
          "baton_stream_lag_bytes",
          "baton_stream_applied_transactions_total",
          "baton_stream_applied_rows_total",
          "baton_stream_filtered_transactions_total",
          "baton_stream_conflicts_total",
          "baton_stream_queue_bytes",
          "baton_stream_retained_trail_bytes",
          "baton_stream_latency_milliseconds",
          "baton_memory_in_flight_bytes");

  @TempDir Path directory;

  @Test
  void theSampleSettingsAreSoundAndShowEveryDefault() {
    Settings sample =
        SettingsReader.read(
            SAMPLES.resolve("baton.yaml"), SettingsFile.ENVIRONMENT, Optional.empty());
    Settings smallest = SettingsFile.read(SettingsFile.SMALLEST);

    assertThat(sample.site("east").password().reveal()).isEqualTo("east-pass");
    assertThat(sample.engine().dataDir()).isEqualTo(smallest.engine().dataDir());
    assertThat(sample.engine().memoryLimitBytes()).isEqualTo(smallest.engine().memoryLimitBytes());
    assertThat(sample.engine().heartbeatIntervalMillis())
        .isEqualTo(smallest.engine().heartbeatIntervalMillis());
    assertThat(sample.site("west").reader()).isEqualTo(smallest.site("west").reader());
    assertThat(sample.site("west").loopFilter()).isEqualTo(smallest.site("west").loopFilter());
    assertThat(sample.replicate().streams()).isEqualTo(smallest.replicate().streams());
    assertThat(sample.conflicts()).isEqualTo(smallest.conflicts());
    assertThat(sample.apply()).isEqualTo(smallest.apply());
    assertThat(sample.swap()).isEqualTo(smallest.swap());
    assertThat(sample.transport()).isEqualTo(smallest.transport());
  }

  @Test
  void theFeaturesCommentedOutAreSoundToo() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "changeit\n");
    String yaml =
        Files.readString(SAMPLES.resolve("baton.yaml"))
            .replaceAll("(?m)^  (map|tables): \\{}\n", "")
            .replaceAll("(?m)^( *)# ([a-z-]+: [/\"{].*)$", "$1$2")
            .replace("/etc/baton/jmx.p12.password", password.toString());

    Settings settings = SettingsFile.read(yaml);

    assertThat(settings.engine().dataDir()).isEqualTo(Path.of("/var/lib/baton/blue"));
    assertThat(settings.engine().jmx().orElseThrow().keyStorePassword())
        .contains(new Secret("changeit"));
    assertThat(settings.engine().jmx().orElseThrow().passwordFile()).isPresent();
    assertThat(settings.replicate().tables().renames())
        .isEqualTo(Map.of("public.customer", "crm.customer"));
    assertThat(settings.conflicts().tables()).containsKey("public.account");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STDERR", "FILE"})
  void theSampleLoggingIsAcceptedWithoutAWarning(String to) throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("baton.log.to", to);
    context.putProperty("baton.log.file", directory.resolve("baton.log").toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(SAMPLES.resolve("logback.xml").toFile());
      context.getLogger("dev.baton.test").debug("below the level: not written");

      assertThat(context.getStatusManager().getCopyOfStatusList())
          .filteredOn(status -> status.getEffectiveLevel() != Status.INFO)
          .isEmpty();
      assertThat(context.getLogger("ROOT").getAppender("LOG"))
          .isInstanceOf(to.equals("FILE") ? FileAppender.class : ConsoleAppender.class);
      assertThat(context.getLogger("dev.baton").getLevel()).hasToString("INFO");
    } finally {
      context.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus.yaml",
        "baton-alerts.yaml",
        "jmx-exporter.yaml",
        "grafana-dashboard.json"
      })
  void theSampleMonitoringIsWellFormed(String file) throws Exception {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object read =
        new Yaml(new SafeConstructor(options)).load(Files.readString(SAMPLES.resolve(file)));

    assertThat(read).isInstanceOf(Map.class);
  }

  @Test
  void dashboardAndAlertsUseMetricsThatThereAre() throws Exception {
    assertThat(metricsIn("grafana-dashboard.json")).isEqualTo(METRICS);
    assertThat(METRICS).containsAll(metricsIn("baton-alerts.yaml"));
  }

  @Test
  void theSampleUnitRunsTheEngineAndLeavesTimeToStop() throws Exception {
    List<String> lines = Files.readAllLines(SAMPLES.resolve("baton.service"));

    assertThat(lines)
        .contains(
            "[Unit]",
            "[Service]",
            "[Install]",
            "ExecStart=/opt/baton/bin/baton run -c /etc/baton/baton.yaml",
            "TimeoutStopSec=30");
    assertThat(lines)
        .allMatch(line -> line.isEmpty() || line.matches("#.*|\\[[A-Z][a-z]+]|[\"A-Za-z]+=.*"));
  }

  private static Set<String> metricsIn(String file) throws Exception {
    return Pattern.compile("baton_(stream|memory)_[a-z_]+")
        .matcher(Files.readString(SAMPLES.resolve(file)))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
