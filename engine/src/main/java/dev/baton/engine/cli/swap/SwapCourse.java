package dev.baton.engine.cli.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.engine.cli.swap.SwapEvent.Note;
import dev.baton.engine.cli.swap.SwapEvent.Starting;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.engine.swap.SwapView;
import dev.baton.engine.swap.Withdrawal;
import dev.baton.engine.swap.row.Absence;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Step;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Goes with a swap from its start, or from where it stands, to its end. The two engines do the work
 * and the rows hold the state: ending this ends nothing. Only where the new engine dies before the
 * first cut does it act, and undoes what that one offered. One thread.
 */
public final class SwapCourse implements AutoCloseable {
  /** For so long a new engine may take to offer itself. */
  private static final long OFFER_MILLIS = 120_000;

  /** For so long the former engine may take to leave, once all is done. */
  private static final long LEAVE_MILLIS = 30_000;

  /** For so long nothing may move once no engine is left that could. */
  private static final long STILL_MILLIS = 30_000;

  private static final long END_SECONDS = 20;

  private final Settings settings;
  private final InstantSource clock;
  private final Consumer<SwapEvent> events;
  private final SwapView view;
  private final SwapWatch watch;
  private final SwapEndings endings;
  private final Absence ofNew;

  /** Connects when first asked. */
  public SwapCourse(Settings settings, InstantSource clock, Consumer<SwapEvent> events) {
    this.settings = settings;
    this.clock = clock;
    this.ofNew = new Absence(clock);
    this.events = events;
    this.view = new SwapView(settings);
    this.watch = new SwapWatch(settings, view, clock, events);
    this.endings = new SwapEndings(settings, view, clock, events);
  }

  /** The link's rows. */
  public SwapView view() {
    return view;
  }

  /** Starts an engine and follows the swap to it. */
  public Outcome begin(NextEngine next, SwapTerms terms) throws InterruptedException {
    long before = view.latest().map(SwapPicture::id).orElse(0L);
    String owner = view.owner();
    DetachedEngine engine = start(next, owner.isEmpty() ? terms : terms.from(owner));
    long until = clock.millis() + OFFER_MILLIS;
    while (clock.millis() < until) {
      boolean lives = engine.isAlive();
      OptionalLong offered = offered(next.id(), before);
      if (offered.isPresent()) {
        return follow(offered.getAsLong(), Optional.of(engine));
      }
      if (hasAll(next.id())) {
        return endings.taken(next.id());
      }
      if (!lives) {
        return endings.neverOffered(next, engine);
      }
      watch.pause();
    }
    engine.end();
    return endings.neverOffered(next, engine);
  }

  /** Follows a swap that is under way, with its new engine started again where it is gone. */
  public Outcome resume(SwapPicture swap, NextEngine next, SwapTerms terms)
      throws InterruptedException {
    if (swap.first().step() == Step.ABORTED || view.isPresent(next.id())) {
      return follow(swap.id(), Optional.empty());
    }
    return follow(swap.id(), Optional.of(start(next, terms)));
  }

  /** Undoes a swap that is under way; where it is too late for that, follows it to its end. */
  public Outcome abort(SwapPicture swap) throws InterruptedException {
    try (Withdrawal withdrawal = new Withdrawal(settings, swap.id(), clock)) {
      Withdrawal.Progress progress = Withdrawal.Progress.UNDER_WAY;
      Optional<SwapPicture> seen = watch.look(swap.id());
      while (progress == Withdrawal.Progress.UNDER_WAY && watch.stillMillis() < STILL_MILLIS) {
        progress = withdrawal.advance("its operator asked for that");
        seen = watch.look(swap.id()).or(() -> Optional.of(swap));
        watch.pause();
      }
      return switch (progress) {
        case UNDONE -> {
          endings.aborted(seen.orElse(swap), "");
          yield new Outcome(false, seen);
        }
        case ROLLS_FORWARD -> {
          endings.rollsForward(seen.orElse(swap));
          yield follow(swap.id(), Optional.empty());
        }
        case UNDER_WAY -> endings.standsStill(seen.orElse(swap), watch.stillMillis());
      };
    }
  }

  private DetachedEngine start(NextEngine next, SwapTerms terms) {
    DetachedEngine engine = next.start(terms);
    events.accept(new Starting(clock.millis(), next.id(), engine.pid(), engine.log().toString()));
    return engine;
  }

  private OptionalLong offered(String to, long before) {
    return view.latest()
        .filter(swap -> swap.id() > before && swap.terms().to().equals(to))
        .map(swap -> OptionalLong.of(swap.id()))
        .orElse(OptionalLong.empty());
  }

  private boolean hasAll(String engine) {
    for (StreamName stream : view.streams()) {
      if (!view.owner(stream).equals(Optional.of(engine))) {
        return false;
      }
    }
    return true;
  }

  private Outcome follow(long id, Optional<DetachedEngine> started) throws InterruptedException {
    String died = "";
    try (Withdrawal withdrawal = new Withdrawal(settings, id, clock)) {
      while (true) {
        Optional<SwapPicture> seen = watch.look(id);
        if (seen.filter(SwapPicture::isDone).isPresent()) {
          return done(seen.get());
        }
        if (seen.filter(SwapPicture::isUndone).isPresent()) {
          return ended(seen.get(), started, died);
        }
        if (seen.isPresent() && isGone(seen.get(), started)) {
          if (died.isEmpty()) {
            died = deathOf(seen.get(), started);
            events.accept(new Note(clock.millis(), died));
          }
          Step first = seen.get().first().step();
          if (first.isBeforeTakeOver() || first == Step.ABORTED) {
            withdrawal.advance("engine %s ended".formatted(seen.get().terms().to()));
          } else if (watch.stillMillis() > STILL_MILLIS) {
            return endings.standsStill(seen.get(), watch.stillMillis());
          }
        }
        watch.pause();
      }
    }
  }

  /** Neither its process nor a session of it is there. */
  private boolean isGone(SwapPicture swap, Optional<DetachedEngine> started) {
    boolean alive = started.map(DetachedEngine::isAlive).orElse(false);
    return ofNew.isLong(alive || view.isPresent(swap.terms().to()));
  }

  private static String deathOf(SwapPicture swap, Optional<DetachedEngine> started) {
    return started
        .map(
            engine ->
                "engine %s ended with %d; %s"
                    .formatted(swap.terms().to(), engine.exitCode(), engine.lastWords()))
        .orElse("engine %s is gone".formatted(swap.terms().to()));
  }

  /** All is handed over; what is left is that the former engine goes. */
  private Outcome done(SwapPicture swap) throws InterruptedException {
    String former = swap.terms().from();
    long until = clock.millis() + LEAVE_MILLIS;
    while (isThere(former) && clock.millis() < until) {
      watch.pause();
    }
    if (isThere(former) && swap.terms().mode() == Mode.DRAIN) {
      return endings.stays(swap, LEAVE_MILLIS / 1000);
    }
    return endings.done(swap);
  }

  private boolean isThere(String engine) {
    return view.isPresent(engine) || view.isRegistered(engine);
  }

  private Outcome ended(SwapPicture swap, Optional<DetachedEngine> started, String died)
      throws InterruptedException {
    if (started.isPresent() && !started.get().awaitEnd(END_SECONDS)) {
      started.get().end();
    }
    endings.aborted(swap, died);
    return new Outcome(false, Optional.of(swap));
  }

  @Override
  public void close() {
    view.close();
  }
}
