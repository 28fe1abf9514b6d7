package dev.baton.engine.jmx;

import static dev.baton.engine.jmx.Described.NOW;

import java.util.List;

/**
 * The running engine, as {@code dev.baton:type=Engine,link=…}. Getters answer from memory; the
 * operations on all streams return when what they ask for is so.
 */
@Described("A running Baton engine")
public interface EngineMXBean {

  @Described(value = "The link it keeps in step", unit = "name", staleness = NOW)
  String getLink();

  @Described(value = "The engine's id", unit = "name", staleness = NOW)
  String getId();

  @Described(
      value = "The highest generation under which it owns a stream",
      unit = "number",
      staleness = NOW)
  long getGeneration();

  @Described(
      value = "What it is doing",
      unit = "STARTING, ACTIVE, STOPPING or FAILED",
      staleness = NOW)
  String getState();

  @Described(value = "Baton's version", unit = "version", staleness = NOW)
  String getVersion();

  @Described(
      value = "The host the process runs on",
      unit = "host name",
      staleness = "as of the start of the process")
  String getHost();

  @Described(
      value = "The process id there",
      unit = "number",
      staleness = "as of the start of the process")
  long getPid();

  @Described(
      value = "Time since both sites last took the engine's heartbeat",
      unit = "milliseconds",
      staleness = NOW)
  long getHeartbeatAgeMillis();

  @Described(
      value = "Changes held in memory, all streams together",
      unit = "bytes",
      staleness = NOW)
  long getMemoryInFlightBytes();

  @Described(
      value = "The bound on changes held in memory (engine.memory-limit)",
      unit = "bytes",
      staleness = NOW)
  long getMemoryLimitBytes();

  @Described("Pauses every stream: stops after the transaction in hand and stays the owner")
  void pause();

  @Described("Resumes every stream that is paused, stopped or failed")
  void resume();

  @Described(
      "Applies and commits what every stream has read at this moment; answers each stream's name and the source position applied up to by then at least")
  List<String> checkpoint();

  @Described(
      "Asks the engine to end: it applies what is in hand, commits and exits; returns at once")
  void stop();

  @Described(
      "Starts a new engine of that id on this engine's host, with this engine's settings file, and lets it take the link over; answers at once with a sentence. Refused while a swap is under way")
  String requestSwap(String toEngineId);
}
