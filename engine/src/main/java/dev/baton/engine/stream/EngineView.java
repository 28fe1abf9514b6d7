package dev.baton.engine.stream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The running engine as JMX, HTTP and the command line see it. Every method may be called from any
 * thread, answers from memory and never waits for a database, except the operations, which return
 * when what they asked for is so.
 */
public interface EngineView {
  String link();

  String engineId();

  /** Baton's version. */
  String version();

  /** The highest generation under which this engine owns a stream. */
  long generation();

  /** STARTING, ACTIVE, STOPPING or FAILED. */
  String state();

  /** Milliseconds since both sites last took this engine's heartbeat. */
  long heartbeatAgeMillis();

  /** Bytes of changes in memory right now, all streams together. */
  long memoryInFlightBytes();

  /** The bound on that. */
  long memoryLimitBytes();

  /** One for each stream, in the order of the settings. */
  List<StreamStatus> streams();

  /** One for each site, in the order of their names. */
  List<SiteStatus> sites();

  /** The last handover of its streams, under way or ended; empty before the first. */
  Optional<StatusReport.Handover> handover();

  /** The stall of the last handover to this engine, milliseconds; empty before one is known. */
  OptionalDouble lastStallMillis();

  /** How many tokens were rejected since the process started. */
  long tokenRejections();

  /**
   * What is known of a site.
   *
   * @param url without user, password or properties
   * @param connections open, of {@code maxConnections}
   */
  record SiteStatus(
      String name,
      String type,
      String url,
      boolean reachable,
      int connections,
      int maxConnections) {}

  /** Stops reading and applying after the transaction in hand; the stream stays owned. */
  void pause(String stream);

  /** Goes on after {@link #pause} or a failure. */
  void resume(String stream);

  /** Ends a stream until it is resumed. */
  void stop(String stream);

  /**
   * Applies and commits what is read at the moment of the call, whatever comes after. Of a
   * transaction whose end is not read yet nothing can be committed.
   *
   * @return the source position up to which everything is durable at the target then
   */
  String checkpoint(String stream);

  /** Ends the engine: applies what is in hand, commits, and lets go of its streams. */
  void shutdown();
}
