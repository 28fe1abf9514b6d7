package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.stream.StreamStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** An engine whose figures are fixed and whose states a test sets; remembers what was asked. */
final class FakeEngine implements EngineView {
  static final String SITE_PASSWORD = "s3cret-of-east";
  static final List<String> STREAMS = List.of("east->west", "west->east");

  final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, StreamState> states = new ConcurrentHashMap<>();
  private volatile long appliedTransactions = 120_345;
  private volatile Consumer<String> onOperation = asked::add;

  void putStream(String stream, StreamState state) {
    states.put(stream, state);
  }

  void apply(long transactions) {
    appliedTransactions += transactions;
  }

  void refuseOperationsWith(RuntimeException refusal) {
    onOperation =
        operation -> {
          throw refusal;
        };
  }

  @Override
  public Optional<StatusReport.Handover> handover() {
    return Optional.of(
        new StatusReport.Handover(
            7,
            "blue",
            "green",
            "DRAIN",
            Instant.ofEpochSecond(1_000),
            Instant.ofEpochSecond(1_060),
            List.of(),
            Map.of("east->west", "DRAIN", "west->east", "CUT")));
  }

  @Override
  public OptionalDouble lastStallMillis() {
    return OptionalDouble.of(4.25);
  }

  @Override
  public long tokenRejections() {
    return 3;
  }

  @Override
  public String link() {
    return "shop";
  }

  @Override
  public String engineId() {
    return "blue";
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public long generation() {
    return 3;
  }

  @Override
  public String state() {
    return "ACTIVE";
  }

  @Override
  public long heartbeatAgeMillis() {
    return 310;
  }

  @Override
  public long memoryInFlightBytes() {
    return 4096;
  }

  @Override
  public long memoryLimitBytes() {
    return 128L << 20;
  }

  @Override
  public List<StreamStatus> streams() {
    return STREAMS.stream().map(this::stream).toList();
  }

  private StreamStatus stream(String name) {
    return new StreamStatus(
        name,
        Optional.of("blue"),
        3,
        states.getOrDefault(name, StreamState.STREAMING),
        Optional.of("0/1A2B3C8"),
        Optional.of("0/1A2B3C0"),
        4,
        8,
        appliedTransactions,
        4 * appliedTransactions,
        118_220,
        1,
        2,
        Optional.empty(),
        new StreamStatus.Latency(3.5, 12.25, 40),
        512,
        2048,
        0.75,
        17,
        6,
        65_536,
        1 << 20);
  }

  @Override
  public List<SiteStatus> sites() {
    return List.of(
        new SiteStatus("east", "postgresql", "jdbc:postgresql://127.0.0.1:6001/shop", true, 3, 4),
        new SiteStatus(
            "west",
            "postgresql",
            "jdbc:postgresql://baton:"
                + SITE_PASSWORD
                + "@127.0.0.1:6002/shop?password="
                + SITE_PASSWORD,
            false,
            0,
            4));
  }

  @Override
  public void pause(String stream) {
    onOperation.accept("pause " + stream);
  }

  @Override
  public void resume(String stream) {
    onOperation.accept("resume " + stream);
  }

  @Override
  public void stop(String stream) {
    onOperation.accept("stop " + stream);
  }

  @Override
  public String checkpoint(String stream) {
    onOperation.accept("checkpoint " + stream);
    return "0/10";
  }

  @Override
  public void shutdown() {
    onOperation.accept("shutdown");
  }
}
