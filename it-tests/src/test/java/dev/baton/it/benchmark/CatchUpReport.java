package dev.baton.it.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the catch-up benchmark found: medians over the rounds, and their ratio. */
record CatchUpReport(int transactions, List<Round> rounds) {

  /** Both contenders on one backlog, milliseconds from letting go to the last transaction. */
  record Round(long nativeMillis, long batonMillis) {}

  private static final double LIMIT = 1.5;
  private static final int ROW_CHANGES_PER_TRANSACTION = 4;

  CatchUpReport {
    rounds = List.copyOf(rounds);
  }

  String json() throws JsonProcessingException {
    long nativeMedian = median(Round::nativeMillis);
    long batonMedian = median(Round::batonMillis);
    double ratio = Math.round(1000.0 * batonMedian / nativeMedian) / 1000.0;
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "catch-up");
    report.put("transactions", transactions);
    report.put("rowChanges", transactions * ROW_CHANGES_PER_TRANSACTION);
    report.put("rounds", rounds);
    report.put("nativeMedianMillis", nativeMedian);
    report.put("batonMedianMillis", batonMedian);
    report.put("batonTransactionsPerSecond", transactions * 1000L / Math.max(1, batonMedian));
    report.put("ratio", ratio);
    report.put("limit", LIMIT);
    report.put("withinLimit", ratio <= LIMIT);
    return new ObjectMapper().writeValueAsString(report);
  }

  private long median(ToLongFunction<Round> millis) {
    long[] sorted = rounds.stream().mapToLong(millis).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
