package dev.baton.engine.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * What came out of the demo.
 *
 * @param identical whether both sites are, table by table and row by row
 * @param tables compared
 * @param rows compared
 * @param acknowledged writes, by site
 * @param failed writes the applications saw fail
 * @param firstFailure the first of them, in the database's words; empty when there is none
 * @param sites each site held against what was acknowledged
 * @param lag from commit to commit, by stream; the time without an engine is in it
 * @param writeTook from begin to acknowledgement of an application's transaction
 * @param withoutEngineMillis from the kill until the streams flowed again
 * @param stallMillis the longest time for which a stream stood still when the engine was swapped; 0
 *     when nothing was there to be applied
 * @param engineExit what the engine exited with that was swapped for another
 * @param successorEnded whether that other one ended in time when it was told to; also when it was
 *     left running
 */
public record DemoResult(
    boolean identical,
    int tables,
    long rows,
    Map<String, Long> acknowledged,
    long failed,
    String firstFailure,
    List<LedgerCheck> sites,
    Map<String, Lag> lag,
    Lag writeTook,
    long withoutEngineMillis,
    double stallMillis,
    int engineExit,
    boolean successorEnded,
    long tookMillis) {
  public DemoResult {
    acknowledged = Map.copyOf(acknowledged);
    sites = List.copyOf(sites);
    lag = Map.copyOf(lag);
  }

  /** Whether both sites are identical, have every acknowledged write once, and no write failed. */
  public boolean passed() {
    return identical
        && failed == 0
        && sites.stream().allMatch(LedgerCheck::passed)
        && engineExit == 0
        && successorEnded;
  }
}
