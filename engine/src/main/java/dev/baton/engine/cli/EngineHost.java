package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.config.SettingsReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.cli.program.NamedEngine;
import dev.baton.engine.cli.swap.DetachedSwap;
import dev.baton.engine.cli.swap.NextEngine;
import dev.baton.engine.jmx.FreePorts;
import dev.baton.engine.jmx.SwapRequest;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.EngineListener;
import dev.baton.engine.stream.StreamStatus;
import dev.baton.engine.swap.LinkSuccession;
import dev.baton.engine.swap.Standby;
import dev.baton.engine.swap.Swap;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.engine.swap.UnderWay;
import dev.baton.engine.swap.Withdrawal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds an engine in this process: shows it over JMX and HTTP, says when it streams, and ends it in
 * order when the process is told to end. One run for each process.
 */
final class EngineHost implements EngineListener {
  private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);

  private final PrintWriter out;
  private final Path file;

  /**
   * @param file the settings file, for a successor that is asked for over JMX
   */
  EngineHost(PrintWriter out, Path file) {
    this.out = out;
    this.file = file;
  }

  /** Runs the engine until it has ended; returns what the process is to exit with. */
  int run(Settings settings) throws InterruptedException {
    if (UnderWay.leadsTo(settings)) {
      return takeOver(settings, SwapTerms.of(settings.swap()));
    }
    // An engine that comes back in the midst of a swap finds its ports with the other, perhaps.
    return hold(start(settings), settings, Optional.empty(), UnderWay.leadsAway(settings));
  }

  private Engine start(Settings settings) {
    LinkSuccession succession = new LinkSuccession(settings, InstantSource.system());
    Engine engine = Engine.start(settings, this, succession);
    succession.attach(engine);
    return engine;
  }

  /** As {@link #run}, once the engine that runs the link now is gone. */
  int standBy(Settings settings) throws InterruptedException {
    Standby standby = new Standby(settings, InstantSource.system(), this::say);
    OrderlyEnd end = new OrderlyEnd(standby::close);
    while (standby.await()) {
      Optional<Engine> engine = Optional.empty();
      try {
        LOG.info("nobody runs link {} any more; taking over", settings.link());
        if (UnderWay.leadsTo(settings)) {
          standby.letGo();
          end.over(ExitCode.DONE);
          return takeOver(settings, SwapTerms.of(settings.swap()));
        }
        engine = Optional.of(start(settings));
      } catch (BatonException e) {
        if (!e.code().retried() && e.code() != ErrorCode.FENCED && e.code() != ErrorCode.REFUSED) {
          throw e;
        }
        LOG.warn("not taken over: {}", e.getMessage());
      } finally {
        standby.letGo();
      }
      if (engine.isPresent()) {
        end.over(ExitCode.DONE);
        return hold(engine.get(), settings, Optional.empty(), true);
      }
    }
    end.over(ExitCode.DONE);
    return ExitCode.DONE;
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }

  /** As {@link #run}, with streams that are handed over by the engine that owns them now. */
  int takeOver(Settings settings, SwapTerms wanted) throws InterruptedException {
    List<String> taken = FreePorts.problems(settings.engine(), true);
    if (!taken.isEmpty()) {
      throw new BatonException(ErrorCode.REFUSED, String.join("; ", taken));
    }
    LinkSuccession succession = new LinkSuccession(settings, InstantSource.system());
    Optional<Swap> swap = Swap.offer(settings, wanted, InstantSource.system(), succession);
    if (swap.isEmpty()) {
      return hold(start(settings), settings, Optional.empty(), true);
    }
    try {
      Engine engine = Engine.follow(settings, this, succession);
      succession.attach(engine);
      swap.get().start(engine);
      return hold(engine, settings, swap, true);
    } catch (BatonException e) {
      withdraw(settings, swap.get().id(), e);
      throw e;
    }
  }

  /** What was offered must not wait for an engine that could not start. */
  private static void withdraw(Settings settings, long swap, BatonException cause) {
    try (Withdrawal withdrawal = new Withdrawal(settings, swap, InstantSource.system())) {
      withdrawal.advance(
          "engine %s could not start: %s".formatted(settings.engine().id(), cause.getMessage()));
    } catch (BatonException e) {
      LOG.warn("swap {} is left open; undo it with 'baton swap --abort': {}", swap, e.getMessage());
    }
  }

  private int hold(Engine engine, Settings settings, Optional<Swap> swap, boolean patient)
      throws InterruptedException {
    OrderlyEnd end = new OrderlyEnd(engine::shutdown);
    int exitCode = ExitCode.UNAVAILABLE;
    try {
      exitCode = show(engine, settings, patient);
    } finally {
      engine.close();
      if (swap.isPresent()) {
        swap.get().close();
      }
      end.over(exitCode);
    }
    return exitCode;
  }

  private int show(Engine engine, Settings settings, boolean patient) throws InterruptedException {
    SwapRequest swaps = id -> requestSwap(engine, id);
    try (Endpoints endpoints = Endpoints.open(engine, settings.engine(), swaps, patient)) {
      return engine.await();
    }
  }

  private String requestSwap(Engine engine, String id) {
    Settings next =
        NamedEngine.in(SettingsReader.read(file), id)
            .orElseThrow(
                () ->
                    new BatonException(
                        ErrorCode.REFUSED, "'%s': %s".formatted(id, NamedEngine.EXPECTED)));
    return DetachedSwap.start(
        new NextEngine(file, next, true, Optional.empty()), engine.engineId());
  }

  @Override
  public void streaming(Engine engine) {
    say(
        "engine %s generation %d is streaming %s"
            .formatted(
                engine.engineId(),
                engine.generation(),
                engine.streams().stream()
                    .map(StreamStatus::name)
                    .collect(Collectors.joining(", "))));
  }

  @Override
  public void notice(String sentence) {
    LOG.info(sentence);
  }
}
