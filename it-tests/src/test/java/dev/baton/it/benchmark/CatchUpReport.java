package dev.baton.it.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Catching up with backlogs of one size: medians over the rounds, and their ratio. */
record CatchUpReport(Work work, Measured measured) implements Report {

  @Override
  public Map<String, Object> figures() {
    Map<String, Long> medians = medians();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "catch-up");
    report.put("work", work.name());
    report.put(work.unit(), size());
    report.put("rowChanges", work.backlog().rowChanges(size()));
    report.put("rounds", measured.all().stream().map(Measured.CaughtUp::millis).toList());
    report.put("medianMillis", medians);
    report.putAll(work.bar().judge(ratio()));
    report.put("batonPerSecond", size() * 1000L / Math.max(1, medians.get("baton")));
    report.put("settings", measured.settings());
    return report;
  }

  @Override
  public ResultTable.Row row() {
    Map<String, Long> medians = medians();
    String natives =
        work.peers().stream()
            .map(peer -> ResultTable.number(medians.get(peer.name())) + remark(peer))
            .collect(Collectors.joining(", "));
    return new ResultTable.Row(
        "%s: %s %s".formatted(work.title(), ResultTable.number(size()), work.unit()),
        natives,
        ResultTable.number(medians.get("baton")),
        ResultTable.decimal(ratio()),
        work.bar(),
        ResultTable.number(medians.get(BareReader.NAME)));
  }

  private static String remark(NativePeer peer) {
    return peer.options().isEmpty()
        ? ""
        : peer.options().entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(" ", " (", ")"));
  }

  private int size() {
    return work.sizes().getFirst();
  }

  private Map<String, Long> medians() {
    return measured.medians(size());
  }

  private double ratio() {
    Map<String, Long> medians = medians();
    return Medians.rounded(
        (double) medians.get("baton") / medians.get(work.peers().getFirst().name()));
  }
}
