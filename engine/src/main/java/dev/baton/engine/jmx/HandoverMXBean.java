package dev.baton.engine.jmx;

import static dev.baton.engine.jmx.Described.NOW;

import java.util.Map;

/**
 * The last handover of the engine's streams, under way or ended, as {@code
 * dev.baton:type=Handover,link=…}. Getters answer from memory.
 */
@Described("The last handover of a link's streams from engine to engine")
public interface HandoverMXBean {
  /** What the engine has heard from the rows of the handover. */
  String HEARD = "at most a second old";

  @Described(value = "The swap's number; 0 before the first", unit = "number", staleness = HEARD)
  long getId();

  @Described(
      value = "The engine that hands over; empty before the first",
      unit = "name",
      staleness = HEARD)
  String getFrom();

  @Described(
      value = "The engine that takes over; empty before the first",
      unit = "name",
      staleness = HEARD)
  String getTo();

  @Described(
      value = "The step of the stream that has come the least far; empty before the first",
      unit =
          "PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT, TAKE_OVER, CONFIRM, RETURN, RETIRE, DONE or ABORTED",
      staleness = HEARD)
  String getStep();

  @Described(value = "Whether it has not ended", unit = "true or false", staleness = HEARD)
  boolean isUnderWay();

  @Described(
      value = "Since when that stream is in that step; empty before the first",
      unit = "ISO 8601 instant",
      staleness = HEARD)
  String getSince();

  @Described(
      value = "By when the first stream should be cut; empty before the first",
      unit = "ISO 8601 instant",
      staleness = HEARD)
  String getDeadline();

  @Described(
      value =
          "How long a stream stood still at its cut when it was last handed over to this engine, the longest of the streams; -1 when none was",
      unit = "milliseconds",
      staleness = HEARD)
  double getStallMillis();

  @Described(
      value = "Tokens that were rejected: forged, malformed, stale or repeated",
      unit = "count since the start of the process",
      staleness = NOW)
  long getTokenRejections();

  @Described(value = "Open transactions that it waits for", unit = "count", staleness = HEARD)
  int getBlockers();

  @Described(value = "The step of each stream, by its name", unit = "steps", staleness = HEARD)
  Map<String, String> getStreams();

  @Described(
      "Starts a new engine of that id on this engine's host, with this engine's settings file, and lets it take the link over; answers at once with a sentence. Refused while a swap is under way")
  String requestSwap(String toEngineId);
}
