package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineProcess;
import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StreamStatus;
import java.util.List;
import java.util.function.Consumer;

/** Answers for the engine out of its view. */
record EngineAttributes(EngineView view, EngineProcess process, SwapRequest swaps)
    implements EngineMXBean {

  @Override
  public String getLink() {
    return view.link();
  }

  @Override
  public String getId() {
    return view.engineId();
  }

  @Override
  public long getGeneration() {
    return view.generation();
  }

  @Override
  public String getState() {
    return view.state();
  }

  @Override
  public String getVersion() {
    return view.version();
  }

  @Override
  public String getHost() {
    return process.host();
  }

  @Override
  public long getPid() {
    return process.pid();
  }

  @Override
  public long getHeartbeatAgeMillis() {
    return view.heartbeatAgeMillis();
  }

  @Override
  public long getMemoryInFlightBytes() {
    return view.memoryInFlightBytes();
  }

  @Override
  public long getMemoryLimitBytes() {
    return view.memoryLimitBytes();
  }

  @Override
  public void pause() {
    onEveryStream(view::pause);
  }

  @Override
  public void resume() {
    onEveryStream(view::resume);
  }

  @Override
  public List<String> checkpoint() {
    return view.streams().stream()
        .map(StreamStatus::name)
        .map(stream -> stream + " " + view.checkpoint(stream))
        .toList();
  }

  @Override
  public void stop() {
    // The engine takes the connector down with it: an answer sent after that would never arrive.
    Thread.ofVirtual().name("baton-" + view.link() + "-jmx-stop").start(view::shutdown);
  }

  @Override
  public String requestSwap(String toEngineId) {
    return swaps.to(toEngineId);
  }

  private void onEveryStream(Consumer<String> operation) {
    view.streams().stream().map(StreamStatus::name).forEach(operation);
  }
}
