package dev.baton.engine.cli.swap;

import dev.baton.engine.stream.StatusReport.Blocker;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What happens in a swap, told as it happens. Times in milliseconds since the epoch. */
public sealed interface SwapEvent {

  /** When it happened. */
  long atMillis();

  /**
   * The new engine's process runs.
   *
   * @param log gets what it prints
   */
  record Starting(long atMillis, String engine, long pid, String log) implements SwapEvent {}

  /** A swap is followed from here on. */
  record Following(long atMillis, long handover, String from, String to) implements SwapEvent {}

  /**
   * A stream went from a step to another.
   *
   * @param on what made it go
   */
  record Moved(long atMillis, long handover, String stream, String from, String on, String step)
      implements SwapEvent {}

  /** Open transactions that are waited for, when they have changed. */
  record Waiting(long atMillis, long handover, List<Blocker> blockers) implements SwapEvent {
    public Waiting {
      blockers = List.copyOf(blockers);
    }
  }

  /** Something an operator should know of. */
  record Note(long atMillis, String sentence) implements SwapEvent {}

  /**
   * The new engine owns every stream and the old one has gone.
   *
   * @param handover empty where nothing had to be handed over
   * @param stallMillis the longest among the streams; what it is tells {@code Stall}
   */
  record Done(
      long atMillis,
      Optional<Long> handover,
      String from,
      String to,
      OptionalDouble stallMillis,
      String sentence)
      implements SwapEvent {}

  /**
   * The swap has not ended, and this command follows it no further.
   *
   * @param reason how far it came, and what an operator can do
   */
  record Unfinished(long atMillis, long handover, String from, String to, String reason)
      implements SwapEvent {}

  /**
   * The new engine owns no stream: they stayed with the old one, or went back to it.
   *
   * @param handover empty where nothing was offered
   * @param reason what an operator should know
   */
  record Aborted(long atMillis, Optional<Long> handover, String from, String to, String reason)
      implements SwapEvent {}
}
