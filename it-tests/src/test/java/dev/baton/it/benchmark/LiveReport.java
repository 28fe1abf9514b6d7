package dev.baton.it.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the live benchmark found: medians over the turns, and their ratios.
 *
 * @param seconds of a turn
 * @param nativeSettings of the database's own replication; Baton has its defaults
 */
record LiveReport(int seconds, List<Turn> turns, Map<String, String> nativeSettings) {

  /**
   * One turn of one contender, both directions together.
   *
   * @param transactionsPerSecond that both sites committed, beside the rows that were watched
   */
  record Turn(String contender, int number, double transactionsPerSecond, Delays delays) {}

  private static final Bar BAR = new Bar(2.0, 1.0);

  LiveReport {
    turns = List.copyOf(turns);
    nativeSettings = Map.copyOf(nativeSettings);
  }

  String json() throws JsonProcessingException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "live");
    report.put("transactionsPerSecond", 2 * LiveLoad.PER_SECOND_AND_SITE);
    report.put("seconds", seconds);
    report.put("turns", turns);
    report.put("p50", judged(Delays::p50Millis));
    report.put("p99", judged(Delays::p99Millis));
    report.put(
        "settings",
        Map.of(
            "native",
            nativeSettings,
            "baton",
            Map.of("engine", "defaults", "synchronous_commit", "off")));
    return new ObjectMapper().writeValueAsString(report);
  }

  /** Two lines of the table. */
  List<ResultTable.Row> rows() {
    return List.of(row("p50", Delays::p50Millis), row("p99", Delays::p99Millis));
  }

  private ResultTable.Row row(String name, ToDoubleFunction<Delays> figure) {
    return new ResultTable.Row(
        "live, both directions, %d transactions/s, %s"
            .formatted(2 * LiveLoad.PER_SECOND_AND_SITE, name),
        ResultTable.decimal(median("native", figure)),
        ResultTable.decimal(median("baton", figure)),
        ResultTable.decimal(ratio(figure)),
        BAR,
        "");
  }

  private Map<String, Object> judged(ToDoubleFunction<Delays> figure) {
    Map<String, Object> judged = new LinkedHashMap<>();
    judged.put("nativeMillis", median("native", figure));
    judged.put("batonMillis", median("baton", figure));
    judged.putAll(BAR.judge(ratio(figure)));
    return judged;
  }

  private double ratio(ToDoubleFunction<Delays> figure) {
    return Medians.rounded(median("baton", figure) / median("native", figure));
  }

  private double median(String contender, ToDoubleFunction<Delays> figure) {
    return Medians.rounded(
        Medians.of(
            turns.stream()
                .filter(turn -> turn.contender().equals(contender))
                .map(turn -> figure.applyAsDouble(turn.delays()))
                .toList()));
  }
}
