package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What an operator asks of one stream of a running engine, by its name. Each call returns when it
 * is done. Any thread.
 */
final class StreamControls {
  private static final long LONGEST_SECONDS = 60;

  private final String link;
  private final Map<String, StreamRunner> runners;

  /**
   * For an engine's streams.
   *
   * @param runners by the streams' names; the engine's own
   */
  StreamControls(String link, Map<String, StreamRunner> runners) {
    this.link = link;
    this.runners = runners;
  }

  void pause(String stream) {
    wish(stream, DesiredState.PAUSED, StreamState.PAUSED);
  }

  void resume(String stream) {
    runner(stream).retry();
    wish(stream, DesiredState.RUNNING, StreamState.STREAMING);
  }

  void stop(String stream) {
    wish(stream, DesiredState.STOPPED, StreamState.STOPPED);
  }

  private void wish(String stream, DesiredState wanted, StreamState reached) {
    StreamRunner runner = runner(stream);
    runner.wishes().record(wanted);
    await(runner, "reach " + reached, () -> runner.state() == reached);
  }

  /**
   * Waits until what the stream has read of its source is applied and on the target's disk; tells
   * up to where.
   */
  String checkpoint(String stream) {
    StreamRunner runner = runner(stream);
    var asked = runner.gauge().awaitedPosition();
    await(runner, "apply up to " + asked, () -> !asked.isAfter(runner.gauge().durablePosition()));
    return asked.toString();
  }

  private static void await(StreamRunner runner, String what, BooleanSupplier reached) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || runner.state() == StreamState.FAILED) {
        throw new BatonException(
            ErrorCode.REFUSED,
            "stream %s did not %s; it is %s%s"
                .formatted(
                    runner.settings().name(),
                    what,
                    runner.state(),
                    runner.lastError().map(error -> ": " + error).orElse("")));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private StreamRunner runner(String stream) {
    return Optional.ofNullable(runners.get(stream))
        .orElseThrow(
            () ->
                new BatonException(
                    ErrorCode.REFUSED,
                    "link %s has no stream %s; it has %s"
                        .formatted(link, stream, runners.keySet())));
  }
}
