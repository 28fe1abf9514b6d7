package dev.baton.engine.stream;

import java.util.Optional;

/**
 * What is known of a stream at one instant, for status, JMX and metrics.
 *
 * @param sourcePosition the last position read, as the trail writes it; empty before the first
 * @param appliedPosition the last position applied and committed
 * @param lagMillis age of the oldest work read or known of and not applied yet; 0 when level
 * @param lagBytes trail between the source's end and the applied position, as of the last look (at
 *     most two seconds old)
 * @param latencyMillis source commit to target commit over the last minute
 * @param queueBytes bytes waiting between reading and applying, of {@code queueCapacityBytes}
 * @param laneBusyRatio share of the last second in which the lanes worked, 0 to 1
 * @param hazardsWaitedFor times a group waited for another because of a hazard
 * @param groupsGivenWay times a group that was written before its turn was rolled back because a
 *     lane waited for a lock
 * @param retainedTrailBytes trail the slot holds back at the source, as of the last look
 */
public record StreamStatus(
    String name,
    Optional<String> owner,
    long generation,
    StreamState state,
    Optional<String> sourcePosition,
    Optional<String> appliedPosition,
    long lagMillis,
    long lagBytes,
    long appliedTransactions,
    long appliedRows,
    long filteredTransactions,
    long conflicts,
    long quarantined,
    Optional<String> lastError,
    Latency latencyMillis,
    long queueBytes,
    long queueCapacityBytes,
    double laneBusyRatio,
    long hazardsWaitedFor,
    long groupsGivenWay,
    long spilledBytes,
    long retainedTrailBytes) {

  /** Percentiles over the last minute, milliseconds; all 0 when nothing was applied. */
  public record Latency(double p50, double p99, double max) {
    public static final Latency NONE = new Latency(0, 0, 0);
  }
}
