package dev.baton.engine.stream;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The running engine: its streams and what is reported of them. Made by {@link #start}; ends when
 * told to, or when it is fenced.
 */
public final class Engine implements EngineView, AutoCloseable {
  private final Settings settings;
  private final EngineListener listener;
  private final Succession succession;
  private final EngineProcess process = EngineProcess.current();
  private final Map<String, StreamRunner> runners = new LinkedHashMap<>();
  private final StreamControls controls;
  private final List<StreamReporter> reporters = new ArrayList<>();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean retired = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  private Engine(Settings settings, EngineListener listener, Succession succession) {
    this.settings = settings;
    this.listener = listener;
    this.succession = succession;
    this.controls = new StreamControls(settings.link(), runners);
    for (StreamName stream : settings.replicate().streams()) {
      runners.put(
          stream.toString(),
          new StreamRunner(
              new StreamSettings(settings, stream),
              InstantSource.system(),
              succession,
              this::reading,
              this::fenced));
    }
  }

  /**
   * Takes every stream, checks it, and starts.
   *
   * @throws BatonException when any of them cannot start; then none does and nothing stays held
   */
  public static Engine start(Settings settings, EngineListener listener, Succession succession) {
    Engine engine = new Engine(settings, listener, succession);
    try {
      for (StreamRunner runner : engine.runners.values()) {
        if (succession.isAway(runner)) {
          runner.startAway();
        } else {
          runner.claim();
        }
      }
    } catch (RuntimeException e) {
      engine.runners.values().forEach(StreamRunner::close);
      throw e;
    }
    engine.startStreams();
    return engine;
  }

  /**
   * Starts beside the engine that owns the link: reads along with it until the applied log gives
   * its streams to this one.
   *
   * <p>A stream that is its own already needs nothing given: it goes on with it at once.
   */
  public static Engine follow(Settings settings, EngineListener listener, Succession succession) {
    Engine engine = new Engine(settings, listener, succession);
    engine.runners.values().forEach(StreamRunner::followFirst);
    engine.startStreams();
    return engine;
  }

  private void startStreams() {
    for (StreamRunner runner : runners.values()) {
      StreamReporter reporter =
          new StreamReporter(
              runner, this::facts, () -> EngineReadings.of(runner), stopped -> shutdownBehind());
      reporters.add(reporter);
      runner.start();
      reporter.start();
    }
  }

  /** The version of this program. */
  public static String programVersion() {
    return Build.version();
  }

  /** The streams, for a handover. */
  public List<StreamHandle> handles() {
    return List.copyOf(runners.values());
  }

  /**
   * Ends the engine behind the caller's back: its streams are another's.
   *
   * @param sentence why, for its operator
   */
  public void retire(int exitCode, String sentence) {
    if (retired.compareAndSet(false, true)) {
      this.exitCode = exitCode;
      listener.notice(sentence);
      shutdownBehind();
    }
  }

  /** Waits until the engine has ended; answers what the process should exit with. */
  public int await() throws InterruptedException {
    ended.await();
    return exitCode;
  }

  private void reading(StreamRunner runner) {
    boolean all =
        runners.values().stream()
            .map(StreamRunner::state)
            .allMatch(state -> state != StreamState.STARTING);
    if (all && announced.compareAndSet(false, true)) {
      listener.streaming(this);
    }
  }

  private void fenced(BatonException e) {
    exitCode = ErrorCode.FENCED.exitCode();
    listener.notice(e.getMessage());
    shutdownBehind();
  }

  private void shutdownBehind() {
    Thread.ofPlatform().name("shutdown").start(this::shutdown);
  }

  @Override
  public void shutdown() {
    if (stopping.compareAndSet(false, true)) {
      try {
        List<Thread> endings = new ArrayList<>();
        for (StreamRunner runner : runners.values()) {
          endings.add(
              Thread.ofVirtual().name(runner.settings().name() + "/end").start(() -> end(runner)));
        }
        for (Thread ending : endings) {
          ending.join();
        }
        for (StreamReporter reporter : reporters) {
          reporter.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        ended.countDown();
      }
    }
  }

  private static void end(StreamRunner runner) {
    try {
      runner.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    shutdown();
  }

  private StreamReporter.EngineFacts facts() {
    return new StreamReporter.EngineFacts(
        engineId(), generation(), state(), version(), process.host(), process.pid());
  }

  @Override
  public String link() {
    return settings.link();
  }

  @Override
  public String engineId() {
    return settings.engine().id();
  }

  @Override
  public String version() {
    return Build.version();
  }

  @Override
  public long generation() {
    return runners.values().stream().mapToLong(StreamRunner::generation).max().orElse(0);
  }

  @Override
  public String state() {
    if (stopping.get()) {
      return "STOPPING";
    }
    List<StreamState> states = runners.values().stream().map(StreamRunner::state).toList();
    if (states.stream().allMatch(state -> state == StreamState.FAILED)) {
      return "FAILED";
    }
    return announced.get() || !states.contains(StreamState.STARTING) ? "ACTIVE" : "STARTING";
  }

  @Override
  public long heartbeatAgeMillis() {
    return reporters.stream().mapToLong(StreamReporter::ageMillis).max().orElse(0);
  }

  @Override
  public long memoryInFlightBytes() {
    return runners.values().stream().mapToLong(runner -> runner.meters().queueBytes()).sum();
  }

  @Override
  public long memoryLimitBytes() {
    return settings.engine().memoryLimitBytes();
  }

  @Override
  public List<StreamStatus> streams() {
    return runners.values().stream().map(EngineReadings::of).toList();
  }

  @Override
  public List<SiteStatus> sites() {
    return settings.sites().values().stream()
        .map(site -> EngineReadings.of(site, reporters))
        .toList();
  }

  @Override
  public Optional<StatusReport.Handover> handover() {
    return succession.handover();
  }

  @Override
  public OptionalDouble lastStallMillis() {
    return succession.lastStallMillis();
  }

  @Override
  public long tokenRejections() {
    return succession.tokenRejections();
  }

  @Override
  public void pause(String stream) {
    controls.pause(stream);
  }

  @Override
  public void resume(String stream) {
    controls.resume(stream);
  }

  @Override
  public void stop(String stream) {
    controls.stop(stream);
  }

  @Override
  public String checkpoint(String stream) {
    return controls.checkpoint(stream);
  }
}
