package dev.baton.engine.cli.demo;

import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.cli.program.NamedEngine;
import dev.baton.engine.cli.swap.NextEngine;
import dev.baton.engine.cli.swap.Outcome;
import dev.baton.engine.cli.swap.SwapCourse;
import dev.baton.engine.cli.swap.SwapEvent;
import dev.baton.engine.swap.SwapTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The swap in the demo's middle, as {@code baton swap} does it, and the engine that it started. One
 * thread; closing it kills that engine where it still runs.
 */
final class DemoSwap implements AutoCloseable {
  private final Consumer<DemoEvent> events;
  private volatile Optional<ProcessHandle> engine = Optional.empty();
  private OptionalDouble stallMillis = OptionalDouble.empty();

  DemoSwap(Consumer<DemoEvent> events) {
    this.events = events;
  }

  /**
   * Swaps to an engine of that id.
   *
   * @throws BatonException INTERNAL when the swap was aborted
   */
  void to(String id, Path file, Settings settings) throws InterruptedException {
    Settings named = NamedEngine.in(settings, id).orElseThrow();
    NextEngine next = new NextEngine(file, named, true, Optional.empty());
    try (SwapCourse course = new SwapCourse(settings, InstantSource.system(), this::happened)) {
      Outcome outcome = course.begin(next, SwapTerms.of(settings.swap()));
      if (!outcome.handedOver()) {
        throw new BatonException(ErrorCode.INTERNAL, "the swap in the demo's middle was aborted");
      }
    }
  }

  private void happened(SwapEvent event) {
    switch (event) {
      case SwapEvent.Starting starting -> engine = ProcessHandle.of(starting.pid());
      case SwapEvent.Done done -> stallMillis = done.stallMillis();
      case SwapEvent.Following following -> {}
      case SwapEvent.Moved moved -> {}
      case SwapEvent.Waiting waiting -> {}
      case SwapEvent.Note note -> {}
      case SwapEvent.Unfinished unfinished -> {}
      case SwapEvent.Aborted aborted -> {}
    }
    events.accept(new DemoEvent.Swapping(event));
  }

  /** The longest time for which a stream stood still at its cut. */
  OptionalDouble stallMillis() {
    return stallMillis;
  }

  /** The process of the engine that it started. */
  OptionalLong pid() {
    return engine.map(one -> OptionalLong.of(one.pid())).orElse(OptionalLong.empty());
  }

  /** Ends that engine with SIGTERM; answers whether it went in time. */
  boolean stop(Duration longest) throws InterruptedException {
    if (engine.isEmpty()) {
      return true;
    }
    engine.get().destroy();
    try {
      engine.get().onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    engine.ifPresent(ProcessHandle::destroyForcibly);
  }
}
