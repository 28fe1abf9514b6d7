package dev.baton.it.swap.kill;

import dev.baton.protocol.handover.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What dies, when, and what the operator does then.
 *
 * @param step which the row of the stream is in
 * @param stream whose row that is
 * @param held what is under way when it dies
 */
record KillCase(Step step, String stream, Victim victim, Then then, Held held) {

  /** What is held until something has died. */
  enum Held {
    /** The transaction in which the row leaves its step. */
    TRANSITION,
    /** The making of the new engine's slot, which is a fresh one. */
    FRESH_SLOT
  }

  /** What dies. */
  enum Victim {
    NEW_ENGINE,
    CURRENT_ENGINE,
    BOTH_ENGINES,
    /** The operator's command; the engines go on without it. */
    SWAP_COMMAND,
    EAST,
    WEST;

    boolean isSite() {
      return this == EAST || this == WEST;
    }

    boolean hasNewEngine() {
      return this == NEW_ENGINE || this == BOTH_ENGINES;
    }

    boolean hasCurrentEngine() {
      return this == CURRENT_ENGINE || this == BOTH_ENGINES;
    }
  }

  /** Who is to own the link in the end. */
  enum Then {
    /** The new engine, started again where it died. */
    RESUME,
    /** The current one, started again where it died: by an abort, or once the new one is gone. */
    ABORT
  }

  /** Whose transition is held. */
  KillCase(Step step, String stream, Victim victim, Then then) {
    this(step, stream, victim, then, Held.TRANSITION);
  }

  /** In the order in which they are handed over. */
  static final List<String> STREAMS = List.of("east->west", "west->east");

  private static final Set<Step> STEPS =
      EnumSet.of(
          Step.PREPARE,
          Step.WARM_UP,
          Step.SHADOW,
          Step.TOKEN,
          Step.DRAIN,
          Step.CUT,
          Step.TAKE_OVER,
          Step.CONFIRM,
          Step.RETIRE);

  /** Every one that can be. */
  static List<KillCase> all() {
    List<KillCase> all = new ArrayList<>();
    for (Step step : STEPS) {
      all.addAll(in(step, Held.TRANSITION));
    }
    all.addAll(in(Step.PREPARE, Held.FRESH_SLOT));
    return all;
  }

  private static List<KillCase> in(Step step, Held held) {
    List<KillCase> all = new ArrayList<>();
    for (String stream : STREAMS) {
      for (Victim victim : Victim.values()) {
        for (Then then : Then.values()) {
          KillCase one = new KillCase(step, stream, victim, then, held);
          if (then == Then.RESUME || one.canEndWithTheCurrentEngine()) {
            all.add(one);
          }
        }
      }
    }
    return all;
  }

  /** What the swap is asked for with, so that it comes through the step. */
  List<String> terms() {
    return step == Step.SHADOW ? List.of("--shadow", "1s") : List.of();
  }

  private boolean isFirst() {
    return stream.equals(STREAMS.getFirst());
  }

  /** Whether the first stream has not been handed over when the step is left. */
  boolean canBeAborted() {
    // The current engine leaves CUT in its last transaction, which dies with it.
    return isFirst()
        ? step.compareTo(Step.CUT) < 0 || step == Step.CUT && victim.hasCurrentEngine()
        : step.compareTo(Step.DRAIN) < 0;
  }

  /** Whether the current engine has died and the swap cannot go on before it is started again. */
  boolean needsCurrentEngine() {
    return victim.hasCurrentEngine() && held == Held.FRESH_SLOT;
  }

  /** Whether what dies takes the hold with it, so that the swap runs on. */
  boolean endsTheHold() {
    boolean atWest = isFirst() == (held == Held.TRANSITION);
    return victim == (atWest ? Victim.WEST : Victim.EAST);
  }

  /** After the first cut it does so only where the new engine is gone before the window closes. */
  private boolean canEndWithTheCurrentEngine() {
    return canBeAborted()
        || victim.hasNewEngine()
            && (step.compareTo(Step.TAKE_OVER) <= 0 || step == Step.CONFIRM && isFirst());
  }
}
