package dev.baton.migration.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what is found in one pair of tables and keeps its suspects until they are settled. */
final class TableTally {
  private final TablePair pair;
  private final int listedRows;
  private final Map<RowKey, Suspect> suspects = new LinkedHashMap<>();
  private final List<RowDifference> listed = new ArrayList<>();
  private long rows;
  private long chunks;
  private long onlyAtFirst;
  private long onlyAtSecond;
  private long different;
  private long repaired;
  private long unsettled;
  private Duration duration = Duration.ZERO;

  TableTally(TablePair pair, int listedRows) {
    this.pair = pair;
    this.listedRows = listedRows;
  }

  TablePair pair() {
    return pair;
  }

  /** Open suspects by key; the settling takes them out. */
  Map<RowKey, Suspect> suspects() {
    return suspects;
  }

  long rows() {
    return rows;
  }

  void chunk(long chunkRows) {
    rows += chunkRows;
    chunks++;
  }

  /** Counts rows that differ steadily, of which so many were repaired. */
  void differ(List<Suspect> steady, long repairedRows) {
    repaired += repairedRows;
    for (Suspect suspect : steady) {
      switch (suspect.kind()) {
        case ONLY_AT_FIRST -> onlyAtFirst += suspect.count();
        case ONLY_AT_SECOND -> onlyAtSecond += suspect.count();
        case DIFFERENT -> different += suspect.count();
      }
      if (listed.size() < listedRows) {
        listed.add(new RowDifference(suspect.key().parts(), suspect.kind()));
      }
    }
  }

  /** Gives up on the suspects that never stood still. */
  void giveUp() {
    unsettled += suspects.size();
    suspects.clear();
  }

  void spent(Duration more) {
    duration = duration.plus(more);
  }

  TableReport report() {
    return new TableReport(
        pair.first().name(),
        pair.second().name(),
        pair.first().key().stream().map(KeyColumn::name).toList(),
        rows,
        chunks,
        onlyAtFirst,
        onlyAtSecond,
        different,
        repaired,
        unsettled,
        listed,
        pair.shapeDifferences(),
        duration);
  }
}
