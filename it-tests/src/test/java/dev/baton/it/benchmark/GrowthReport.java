package dev.baton.it.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the cost of one transaction grows with the backlog. The ratio is the largest of the cost in a
 * larger backlog over that in a smaller one: what a short backlog costs more, as the start is
 * shared by few, is no growth.
 */
record GrowthReport(Work work, Measured measured) implements Report {

  private static final double MICROS_PER_MILLI = 1_000;

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "growth");
    report.put("work", work.name());
    report.put(work.unit(), work.sizes());
    report.put("rounds", measured.all());
    report.put("medianMillis", work.sizes().stream().map(measured::medians).toList());
    report.put("microsPerTransaction", microsByName());
    report.put("growth", growths());
    report.putAll(work.bar().judge(ratio()));
    report.put("settings", measured.settings());
    return report;
  }

  @Override
  public ResultTable.Row row() {
    return new ResultTable.Row(
        "%s: %s".formatted(work.title(), joined(work.sizes().stream().map(GrowthReport::shown))),
        times(work.peers().getFirst().name()),
        times("baton"),
        ResultTable.decimal(ratio()),
        work.bar(),
        times(BareReader.NAME));
  }

  private String times(String name) {
    return joined(
        work.sizes().stream().map(size -> ResultTable.number(measured.medians(size).get(name))));
  }

  private static String shown(int size) {
    return ResultTable.number(size);
  }

  private static String joined(Stream<String> texts) {
    return texts.collect(Collectors.joining(" / "));
  }

  private Map<String, List<Double>> microsByName() {
    Map<String, List<Double>> micros = new LinkedHashMap<>();
    for (int size : work.sizes()) {
      measured
          .medians(size)
          .forEach(
              (name, millis) ->
                  micros
                      .computeIfAbsent(name, any -> new ArrayList<>())
                      .add(Medians.rounded(MICROS_PER_MILLI * millis / size)));
    }
    return micros;
  }

  private Map<String, Double> growths() {
    Map<String, Double> growths = new LinkedHashMap<>();
    microsByName().forEach((name, micros) -> growths.put(name, growth(micros)));
    return growths;
  }

  private double ratio() {
    return growths().get("baton");
  }

  private static double growth(List<Double> micros) {
    double largest = 0;
    for (int small = 0; small < micros.size(); small++) {
      for (int large = small + 1; large < micros.size(); large++) {
        largest = Math.max(largest, micros.get(large) / micros.get(small));
      }
    }
    return Medians.rounded(largest);
  }
}
