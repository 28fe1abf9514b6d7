package dev.baton.engine.cli.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.cli.swap.SwapEvent.Following;
import dev.baton.engine.cli.swap.SwapEvent.Note;
import dev.baton.engine.cli.swap.SwapEvent.Waiting;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.swap.ShownBlockers;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at a swap again and again and tells what is new. A site that is away for a while only makes
 * it wait: the swap goes on without it. One thread.
 */
final class SwapWatch {
  /** Often enough for who watches, and no burden to a stream that changes hands. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private static final long TELL_EVERY_MILLIS = 1_000;
  private static final Duration AWAY = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final Settings settings;
  private final SwapView view;
  private final InstantSource clock;
  private final Consumer<SwapEvent> events;
  private final Passages passages;
  private Optional<SwapPicture> last = Optional.empty();
  private long lastMovedMillis;
  private long awaySinceMillis;
  private long toldAtMillis;
  private Set<String> waitedFor = Set.of();
  private final Set<String> failed = new HashSet<>();

  SwapWatch(Settings settings, SwapView view, InstantSource clock, Consumer<SwapEvent> events) {
    this.settings = settings;
    this.view = view;
    this.clock = clock;
    this.events = events;
    this.lastMovedMillis = clock.millis();
    this.passages = new Passages(clock.millis());
  }

  /** How it stands; empty when a site cannot be reached right now. */
  Optional<SwapPicture> look(long id) throws InterruptedException {
    Optional<SwapPicture> seen = reach(() -> view.find(id));
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    if (last.isEmpty()) {
      events.accept(
          new Following(clock.millis(), id, seen.get().terms().from(), seen.get().terms().to()));
    }
    if (!seen.get().steps().equals(last.map(SwapPicture::steps).orElse(null))) {
      lastMovedMillis = clock.millis();
    }
    last = seen;
    passages.since(seen.get()).forEach(events);
    tellWhatHolds(seen.get());
    return seen;
  }

  private interface Question<T> {
    Optional<T> ask();
  }

  /** Asks a site; one that does not answer is asked again for a while. */
  private <T> Optional<T> reach(Question<T> question) throws InterruptedException {
    try {
      Optional<T> answer = question.ask();
      awaySinceMillis = 0;
      return answer;
    } catch (BatonException e) {
      if (awaySinceMillis == 0) {
        awaySinceMillis = clock.millis();
        events.accept(new Note(clock.millis(), e.getMessage() + "; waiting for it"));
      }
      if (!e.code().retried() || clock.millis() - awaySinceMillis > AWAY.toMillis()) {
        throw e;
      }
      Thread.sleep(RETRY);
      return Optional.empty();
    }
  }

  private void tellWhatHolds(SwapPicture swap) throws InterruptedException {
    if (clock.millis() - toldAtMillis < TELL_EVERY_MILLIS) {
      return;
    }
    toldAtMillis = clock.millis();
    tellBlockers(swap);
    for (StreamName stream : swap.streams()) {
      Optional<String> failure = reach(() -> view.failure(stream));
      if (failure.isPresent() && failed.add(failure.get())) {
        events.accept(
            new Note(
                clock.millis(), "%s has stopped at engine %s".formatted(stream, failure.get())));
      }
    }
  }

  private void tellBlockers(SwapPicture swap) throws InterruptedException {
    Optional<List<Blocker>> found = reach(() -> Optional.of(ShownBlockers.of(settings, swap)));
    Set<String> now =
        found.orElse(List.of()).stream()
            .map(one -> one.site() + " " + one.pid() + " " + one.user())
            .collect(Collectors.toSet());
    if (found.isPresent() && !now.equals(waitedFor)) {
      waitedFor = now;
      events.accept(new Waiting(clock.millis(), swap.id(), found.get()));
    }
  }

  /** Waits until it is time for the next look. What happens meanwhile is in the rows' history. */
  void pause() throws InterruptedException {
    Thread.sleep(LOOK_EVERY);
  }

  /** For how long no stream has gone on, milliseconds. */
  long stillMillis() {
    return clock.millis() - lastMovedMillis;
  }
}
