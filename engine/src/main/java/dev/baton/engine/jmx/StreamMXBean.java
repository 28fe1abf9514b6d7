package dev.baton.engine.jmx;

import static dev.baton.engine.jmx.Described.LAST_LOOK;
import static dev.baton.engine.jmx.Described.LAST_SECOND;
import static dev.baton.engine.jmx.Described.NOW;

/**
 * One stream, as {@code dev.baton:type=Stream,link=…,stream="east->west"}. Counts are since the
 * process started. Getters answer from memory; operations return when what they ask for is so.
 */
@Described("One direction of a link, as the engine that owns it sees it")
public interface StreamMXBean {

  @Described(value = "The stream's name, source->target", unit = "name", staleness = NOW)
  String getName();

  @Described(
      value = "Id of the engine that owns the stream, empty when none does",
      unit = "name",
      staleness = NOW)
  String getOwner();

  @Described(
      value = "The generation under which the stream is owned",
      unit = "number",
      staleness = NOW)
  long getGeneration();

  @Described(
      value = "What the stream is doing",
      unit = "STARTING, LOADING, STREAMING, DRAINING, HANDED_OVER, PAUSED, STOPPED or FAILED",
      staleness = NOW)
  String getState();

  @Described(
      value = "The last position read, empty before the first",
      unit = "position in the source's trail",
      staleness = NOW)
  String getSourcePosition();

  @Described(
      value = "The last position applied and committed, empty before the first",
      unit = "position in the source's trail",
      staleness = NOW)
  String getAppliedPosition();

  @Described(
      value = "Age of the oldest work read or known of and not applied yet, 0 when level",
      unit = "milliseconds",
      staleness = NOW)
  long getLagMillis();

  @Described(
      value = "Trail between the source's end and the applied position",
      unit = "bytes",
      staleness = LAST_LOOK)
  long getLagBytes();

  @Described(value = "Source transactions applied", unit = "transactions", staleness = NOW)
  long getAppliedTransactions();

  @Described(value = "Row changes applied", unit = "rows", staleness = NOW)
  long getAppliedRows();

  @Described(
      value = "Replicated transactions dropped by the loop filter",
      unit = "transactions",
      staleness = NOW)
  long getFilteredTransactions();

  @Described(value = "Conflicts met", unit = "conflicts", staleness = NOW)
  long getConflicts();

  @Described(value = "Rows quarantined", unit = "rows", staleness = NOW)
  long getQuarantined();

  @Described(
      value = "The last error with its code, empty when there is none",
      unit = "text",
      staleness = NOW)
  String getLastError();

  @Described(
      value = "Source transactions applied, average of the last minute",
      unit = "transactions per second",
      staleness = LAST_SECOND)
  double getTransactionsPerSecond();

  @Described(
      value = "Row changes applied, average of the last minute",
      unit = "rows per second",
      staleness = LAST_SECOND)
  double getRowsPerSecond();

  @Described(
      value = "Source commit to target commit, median of the last minute",
      unit = "milliseconds",
      staleness = LAST_SECOND)
  double getLatencyP50Millis();

  @Described(
      value = "Source commit to target commit, 99th percentile of the last minute",
      unit = "milliseconds",
      staleness = LAST_SECOND)
  double getLatencyP99Millis();

  @Described(
      value = "Source commit to target commit, longest of the last minute",
      unit = "milliseconds",
      staleness = LAST_SECOND)
  double getLatencyMaxMillis();

  @Described(value = "Waiting between reading and applying", unit = "bytes", staleness = NOW)
  long getQueueBytes();

  @Described(
      value = "The bound on what waits between reading and applying",
      unit = "bytes",
      staleness = NOW)
  long getQueueCapacityBytes();

  @Described(
      value = "Share of the queue's capacity that is taken",
      unit = "ratio from 0 to 1",
      staleness = NOW)
  double getQueueFillRatio();

  @Described(
      value = "Share of the last second in which the lanes worked",
      unit = "ratio from 0 to 1",
      staleness = LAST_SECOND)
  double getLaneBusyRatio();

  @Described(
      value = "Times a group waited for another because of a hazard",
      unit = "waits",
      staleness = NOW)
  long getHazardsWaitedFor();

  @Described(
      value =
          "Times a group that was written before its turn was rolled back because a lane waited for a lock, and went again",
      unit = "groups",
      staleness = NOW)
  long getGroupsGivenWay();

  @Described(value = "Changes spilled to disk", unit = "bytes", staleness = NOW)
  long getSpilledBytes();

  @Described(
      value = "Trail that the slot holds back at the source",
      unit = "bytes",
      staleness = LAST_LOOK)
  long getRetainedTrailBytes();

  @Described("Stops reading and applying after the transaction in hand; the stream stays owned")
  void pause();

  @Described("Goes on after a pause, a stop or a failure")
  void resume();

  @Described("Ends the stream until it is resumed")
  void stop();

  @Described(
      "Applies and commits what is read at this moment, whatever comes after; answers up to which source position that is")
  String checkpoint();
}
