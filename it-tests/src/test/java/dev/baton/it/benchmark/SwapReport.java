package dev.baton.it.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the swap benchmark found.
 *
 * @param acknowledged writes of the applications
 * @param quiet delays while nothing was swapped
 */
record SwapReport(long acknowledged, Delays quiet, List<Swap> swaps) {

  /**
   * One swap.
   *
   * @param tookMillis from its command to the old engine's exit
   * @param during delays of all rows committed meanwhile
   */
  record Swap(int number, long tookMillis, List<Cut> cuts, Delays during) {
    Swap {
      cuts = List.copyOf(cuts);
    }
  }

  /**
   * One stream changing hands.
   *
   * @param stallMillis longest delay of a row that was on its way then, or was committed soon after
   * @param aroundMillis longest delay of a row committed half a second before or after
   */
  record Cut(String stream, double stallMillis, double aroundMillis) {}

  private static final long LONGEST_SWAP_MILLIS = 10_000;
  private static final double LONGEST_STALL_MILLIS = 100;
  private static final double LARGEST_RISE_MILLIS = 250;

  SwapReport {
    swaps = List.copyOf(swaps);
  }

  String json() throws JsonProcessingException {
    double[] stalls = cuts(Cut::stallMillis);
    double[] around = cuts(Cut::aroundMillis);
    double longest = swaps.stream().mapToLong(Swap::tookMillis).max().orElseThrow();
    double rise = worst(swap -> swap.during().p99Millis()) - quiet.p99Millis();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "swap");
    report.put("swaps", swaps.size());
    report.put("acknowledgedWrites", acknowledged);
    report.put("quiet", quiet);
    report.put("swapMedianMillis", median(Swap::tookMillis));
    report.put("swapLongestMillis", longest);
    report.put("swapLimitMillis", LONGEST_SWAP_MILLIS);
    report.put("stallP50Millis", at(stalls, 50));
    report.put("stallP99Millis", at(stalls, 99));
    report.put("stallLimitMillis", LONGEST_STALL_MILLIS);
    report.put("aroundP50Millis", at(around, 50));
    report.put("aroundP99Millis", at(around, 99));
    report.put("delayDuringMedianP99Millis", median(swap -> swap.during().p99Millis()));
    report.put("delayDuringLargestP99Millis", worst(swap -> swap.during().p99Millis()));
    report.put("riseLimitMillis", LARGEST_RISE_MILLIS);
    report.put(
        "withinLimits",
        longest <= LONGEST_SWAP_MILLIS
            && at(stalls, 99) <= LONGEST_STALL_MILLIS
            && rise <= LARGEST_RISE_MILLIS);
    return new ObjectMapper().writeValueAsString(report);
  }

  private double[] cuts(ToDoubleFunction<Cut> figure) {
    return swaps.stream()
        .flatMap(swap -> swap.cuts().stream())
        .mapToDouble(figure)
        .sorted()
        .toArray();
  }

  private double worst(ToDoubleFunction<Swap> figure) {
    return swaps.stream().mapToDouble(figure).max().orElseThrow();
  }

  private double median(ToDoubleFunction<Swap> figure) {
    return at(swaps.stream().mapToDouble(figure).sorted().toArray(), 50);
  }

  private static double at(double[] sorted, int percent) {
    return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
  }
}
