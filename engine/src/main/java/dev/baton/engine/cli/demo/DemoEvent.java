package dev.baton.engine.cli.demo;

import dev.baton.engine.cli.swap.SwapEvent;
import java.util.Map;

/** What happens in the demo, in the order of happening. */
public sealed interface DemoEvent {
  /** The servers are asked to start. */
  record Starting() implements DemoEvent {}

  /** Both sites are up and hold the same bank. */
  record SitesUp(String eastUrl, String westUrl, int branches, int accounts, long tookMillis)
      implements DemoEvent {}

  /** Baton's tables, publications and slots are at both sites. */
  record Provisioned(long tookMillis) implements DemoEvent {}

  /** The engine's own line: it streams. */
  record Streaming(String line, long pid, long tookMillis) implements DemoEvent {}

  /** Applications begin to write at both sites. */
  record TrafficStarted(int ratePerSite, long seconds) implements DemoEvent {}

  /**
   * A look at the running link.
   *
   * @param lagMillis by stream; a stream nobody reports on is left out
   */
  record Sample(long second, long ofSeconds, long acknowledged, Map<String, Long> lagMillis)
      implements DemoEvent {
    public Sample {
      lagMillis = Map.copyOf(lagMillis);
    }
  }

  /** The engine is gone without having been told. */
  record EngineKilled(long pid) implements DemoEvent {}

  /** Something happened in the swap of the engine for another. */
  record Swapping(SwapEvent swap) implements DemoEvent {}

  /** The applications have ended. */
  record TrafficStopped(long acknowledged, long failed) implements DemoEvent {}

  /** Each site has what the other was written. */
  record Level(long tookMillis) implements DemoEvent {}

  /** The end. */
  record Finished(DemoResult result) implements DemoEvent {}

  /** Everything goes on until interrupted. */
  record Kept(String eastUrl, String westUrl, String settingsFile, long pid) implements DemoEvent {}
}
