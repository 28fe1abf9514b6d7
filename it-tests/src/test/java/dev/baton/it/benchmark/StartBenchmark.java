package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * Starts the packaged engine over an idle link again and again: how long from the command to its
 * word that both streams flow. Prints one JSON object.
 *
 * <p>The very first start of an installation also loads classes for all that come after it, which
 * takes seconds; it is told apart.
 *
 * <p>Arguments: rounds (5).
 */
public final class StartBenchmark {
  private static final long LIMIT_MILLIS = 3_000;
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private StartBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path cache = Files.createTempDirectory("baton-cache-");
    try (LinkFixture link = LinkFixture.start(TpcbSchema.TABLES)) {
      link.sites().forEach(TpcbSchema.SMALL::create);
      link.configure(
              settings ->
                  settings.withPorts(
                      Map.of("east", link.east().port(), "west", link.west().port())))
          .provision();
      link.sites().forEach(PostgresSite::assertDurable);
      double first = startMillis(link.settingsFile(), cache);
      List<Double> others = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        others.add(startMillis(link.settingsFile(), cache));
      }
      System.out.println(json(first, others));
    } finally {
      FileUtils.deleteQuietly(cache.toFile());
    }
  }

  private static double startMillis(Path settings, Path cache) {
    long began = System.nanoTime();
    try (EngineProcess engine = EngineProcess.packaged(settings, cache)) {
      double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
      assertThat(engine.terminate()).as(engine.tail()).isZero();
      return millis;
    }
  }

  private static String json(double first, List<Double> others) throws Exception {
    double median = Medians.of(others);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "start");
    report.put("starts", others.size());
    report.put("firstMillis", Math.round(first));
    report.put("startMedianMillis", Math.round(median));
    report.put("startsMillis", others.stream().map(Math::round).toList());
    report.put("limitMillis", LIMIT_MILLIS);
    report.put("withinLimit", median <= LIMIT_MILLIS);
    return new ObjectMapper().writeValueAsString(report);
  }
}
