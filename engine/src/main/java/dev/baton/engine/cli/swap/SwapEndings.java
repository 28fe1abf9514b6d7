package dev.baton.engine.cli.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.engine.cli.swap.SwapEvent.Aborted;
import dev.baton.engine.cli.swap.SwapEvent.Done;
import dev.baton.engine.cli.swap.SwapEvent.Note;
import dev.baton.engine.cli.swap.SwapEvent.Unfinished;
import dev.baton.engine.cli.text.Units;
import dev.baton.engine.swap.HandOffReport;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapView;
import dev.baton.protocol.handover.Handover;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells how a swap ended, in an event and an outcome. Decides nothing. One thread. */
final class SwapEndings {
  private final Settings settings;
  private final SwapView view;
  private final InstantSource clock;
  private final Consumer<SwapEvent> events;

  SwapEndings(Settings settings, SwapView view, InstantSource clock, Consumer<SwapEvent> events) {
    this.settings = settings;
    this.view = view;
    this.clock = clock;
    this.events = events;
  }

  /** Nobody had the link: there was nothing to hand over. */
  Outcome taken(String engine) {
    events.accept(
        new Done(
            clock.millis(),
            Optional.empty(),
            "",
            engine,
            OptionalDouble.empty(),
            "no engine had link %s: engine %s has taken it".formatted(settings.link(), engine)));
    return new Outcome(true, Optional.empty());
  }

  /** The new engine ended before there was a swap. */
  Outcome neverOffered(NextEngine next, DetachedEngine engine) {
    String owner = view.owner();
    events.accept(
        new Aborted(
            clock.millis(),
            Optional.empty(),
            owner,
            next.id(),
            "engine %s ended before it offered itself; %s%n%s"
                .formatted(
                    next.id(),
                    owner.isEmpty()
                        ? "no engine has link " + settings.link()
                        : "engine " + owner + " stays in charge",
                    engine.lastWords())));
    return new Outcome(false, Optional.empty());
  }

  /** Every stream is the new engine's, and the former has gone. */
  Outcome done(SwapPicture swap) {
    OptionalDouble stall = HandOffReport.stallMillis(settings, swap);
    events.accept(
        new Done(
            clock.millis(),
            Optional.of(swap.id()),
            swap.terms().from(),
            swap.terms().to(),
            stall,
            "swap %d is done: engine %s owns %s, engine %s has gone; %s"
                .formatted(
                    swap.id(),
                    swap.terms().to(),
                    swap.streams().stream()
                        .map(StreamName::toString)
                        .collect(Collectors.joining(", ")),
                    swap.terms().from(),
                    said(stall))));
    return new Outcome(true, Optional.of(swap));
  }

  private static String said(OptionalDouble stall) {
    return stall.isPresent()
        ? String.format(
            Locale.ROOT,
            "no stream stood still for more than %.1f ms at its cut",
            stall.getAsDouble())
        : "nothing was there to be applied yet";
  }

  /** Nothing of the new engine is left; the owner is the former one, or none. */
  void aborted(SwapPicture swap, String died) {
    events.accept(
        new Aborted(
            clock.millis(),
            Optional.of(swap.id()),
            swap.terms().from(),
            swap.terms().to(),
            "swap %d was aborted: %s; engine %s %s"
                .formatted(
                    swap.id(),
                    died.isEmpty() ? swap.first().ending().reason() : died.strip(),
                    swap.terms().from(),
                    view.owner().equals(swap.terms().from())
                        ? "stays in charge"
                        : "has the streams, but does not run; start it with 'baton run'")));
  }

  /** It was to be aborted, too late. */
  void rollsForward(SwapPicture swap) {
    Handover first = swap.first();
    events.accept(
        new Note(
            clock.millis(),
            "swap %d is not aborted: it rolls forward, stream %s is handed over to engine %s (step %s)"
                .formatted(swap.id(), first.terms().stream(), first.terms().to(), first.step())));
  }

  /** Nothing has moved for long. */
  Outcome standsStill(SwapPicture swap, long stillMillis) {
    List<String> steps =
        swap.steps().entrySet().stream()
            .map(step -> step.getKey() + " in " + step.getValue())
            .toList();
    return unfinished(
        swap,
        "swap %d has stood still for %s (%s): look at the engines' logs; go on with it by 'baton swap --resume', or undo it by 'baton swap --abort'"
            .formatted(swap.id(), Units.millis(stillMillis), String.join(", ", steps)));
  }

  /** All is handed over, but the former engine does not go. */
  Outcome stays(SwapPicture swap, long seconds) {
    return unfinished(
        swap,
        "swap %d is done, engine %s owns every stream, but engine %s has not ended %d s later; look at its log and end its process"
            .formatted(swap.id(), swap.terms().to(), swap.terms().from(), seconds));
  }

  private Outcome unfinished(SwapPicture swap, String reason) {
    events.accept(
        new Unfinished(clock.millis(), swap.id(), swap.terms().from(), swap.terms().to(), reason));
    return new Outcome(false, Optional.of(swap));
  }
}
