package dev.baton.engine.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A link's status as it is told to the outside, by the running engine about itself or by the
 * command line from the tables at the sites.
 *
 * @param engines those registered at the sites, the owner first
 * @param streams in the order of the settings
 * @param handover the one under way
 */
public record StatusReport(
    String link, List<Engine> engines, List<Stream> streams, Optional<Handover> handover) {

  public StatusReport {
    engines = List.copyOf(engines);
    streams = List.copyOf(streams);
  }

  /** What the engine that runs in {@code process} knows of itself at this instant. */
  public static StatusReport of(EngineView view, EngineProcess process) {
    Engine engine =
        new Engine(
            view.engineId(),
            view.generation(),
            view.state(),
            view.version(),
            process.host(),
            process.pid(),
            view.heartbeatAgeMillis());
    return new StatusReport(
        view.link(),
        List.of(engine),
        view.streams().stream()
            .map(Stream::of)
            .map(
                stream ->
                    view.handover()
                        .map(
                            one ->
                                stream.during(
                                    one.streams().getOrDefault(stream.name(), ""), one.from()))
                        .orElse(stream))
            .toList(),
        view.handover().filter(Handover::isUnderWay));
  }

  /**
   * One engine.
   *
   * @param generation the highest under which it owns a stream
   * @param state STARTING, ACTIVE, STOPPING or FAILED
   * @param heartbeatAgeMillis since it last said that it lives
   */
  public record Engine(
      String id,
      long generation,
      String state,
      String version,
      String host,
      long pid,
      long heartbeatAgeMillis) {}

  /**
   * One stream. Counts are since the owner's process started.
   *
   * @param lagMillis age of the oldest work not applied yet; empty when nobody has reported it
   * @param lagBytes trail between the source's end and what is applied; empty when nobody has
   *     reported it
   * @param lastError with its code
   */
  public record Stream(
      String name,
      Optional<String> owner,
      long generation,
      StreamState state,
      Optional<String> sourcePosition,
      Optional<String> appliedPosition,
      OptionalLong lagMillis,
      OptionalLong lagBytes,
      long appliedTransactions,
      long appliedRows,
      long filteredTransactions,
      long conflicts,
      long quarantined,
      Optional<String> lastError) {

    /** As it shows while it is handed over: its owner closes it once it is asked for the cut. */
    public Stream during(String step, String former) {
      return owner.equals(Optional.of(former))
              && step.equals("CUT")
              && state == StreamState.STREAMING
          ? new Stream(
              name,
              owner,
              generation,
              StreamState.DRAINING,
              sourcePosition,
              appliedPosition,
              lagMillis,
              lagBytes,
              appliedTransactions,
              appliedRows,
              filteredTransactions,
              conflicts,
              quarantined,
              lastError)
          : this;
    }

    /** The part of the engine's own figures that status tells. */
    public static Stream of(StreamStatus status) {
      return new Stream(
          status.name(),
          status.owner(),
          status.generation(),
          status.state(),
          status.sourcePosition(),
          status.appliedPosition(),
          OptionalLong.of(status.lagMillis()),
          OptionalLong.of(status.lagBytes()),
          status.appliedTransactions(),
          status.appliedRows(),
          status.filteredTransactions(),
          status.conflicts(),
          status.quarantined(),
          status.lastError());
    }
  }

  /**
   * A handover under way.
   *
   * @param step the step reached, such as DRAIN
   * @param streams the step each stream has reached, by the stream's name
   */
  public record Handover(
      long id,
      String from,
      String to,
      String step,
      Instant since,
      Instant deadline,
      List<Blocker> blockers,
      Map<String, String> streams) {

    public Handover {
      blockers = List.copyOf(blockers);
      streams = Map.copyOf(streams);
    }

    /** Whether it has not ended. */
    public boolean isUnderWay() {
      return !step.equals("DONE") && !step.equals("ABORTED");
    }
  }

  /** A transaction a drain waits for; the query is shown without its values. */
  public record Blocker(String site, long pid, String user, long ageMillis, String query) {}
}
