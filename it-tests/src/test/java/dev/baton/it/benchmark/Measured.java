package dev.baton.it.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the rounds of one work gave.
 *
 * @param settings of each contender, by its name
 */
record Measured(List<CaughtUp> all, Map<String, Map<String, String>> settings) {

  /**
   * One backlog, and how long each needed for it by its name.
   *
   * @param millis from letting go to the last transaction
   */
  record CaughtUp(int size, Map<String, Long> millis) {
    CaughtUp {
      millis = new LinkedHashMap<>(millis);
    }
  }

  Measured {
    all = List.copyOf(all);
    settings = Map.copyOf(settings);
  }

  /** Medians over the backlogs of a size, by name. */
  Map<String, Long> medians(int size) {
    Map<String, List<Long>> byName =
        all.stream()
            .filter(one -> one.size() == size)
            .flatMap(one -> one.millis().entrySet().stream())
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    LinkedHashMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    Map<String, Long> medians = new LinkedHashMap<>();
    byName.forEach((name, millis) -> medians.put(name, Math.round(Medians.of(millis))));
    return medians;
  }
}
