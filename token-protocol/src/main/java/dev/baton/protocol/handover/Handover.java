package dev.baton.protocol.handover;

import java.util.ArrayList;
import java.util.List;

/**
 * The handover of one stream: its row in the stream's target, where it can be locked together with
 * the applied log. Never changed; {@link HandoverProtocol} makes the next one.
 *
 * @param terms what was asked for
 * @param step where it stands
 * @param generation promised to N while the step is before {@link Step#TAKE_OVER}; then the one the
 *     handover last gave. Never given again, also when aborted. The engine's own restarts raise the
 *     stream's generation beyond it: who owns the stream is told by the ownership row alone
 * @param readiness how far N came before the cut
 * @param cut the cut, asked for and made
 * @param times deadline and window
 * @param ending how it ended
 * @param history what was accepted so far, oldest first; the last {@link #MOST_HISTORY}. For people
 *     and reports: nothing is decided from it
 */
public record Handover(
    Terms terms,
    Step step,
    long generation,
    Readiness readiness,
    Cut cut,
    Times times,
    Ending ending,
    List<Passage> history) {

  /** A handover without restarts passes about ten events. */
  public static final int MOST_HISTORY = 64;

  public Handover {
    history = List.copyOf(history);
  }

  /** Whether a new handover of the stream may be offered after this one. */
  public boolean isSettled() {
    return step == Step.DONE || step == Step.ABORTED && ending.cleaned();
  }

  /** Whether the stream may be cut as far as it is concerned itself. */
  public boolean isDrained() {
    return step == Step.DRAIN && readiness.drained();
  }

  Handover with(Readiness newReadiness) {
    return new Handover(terms, step, generation, newReadiness, cut, times, ending, history);
  }

  Handover with(Times newTimes) {
    return new Handover(terms, step, generation, readiness, cut, newTimes, ending, history);
  }

  Handover with(Ending newEnding) {
    return new Handover(terms, step, generation, readiness, cut, times, newEnding, history);
  }

  Handover with(Cut newCut) {
    return new Handover(terms, step, generation, readiness, newCut, times, ending, history);
  }

  Handover giving(long newGeneration) {
    return new Handover(terms, step, newGeneration, readiness, cut, times, ending, history);
  }

  /** In another step, or in the same again, with the passage on record. */
  Handover passing(EventKind on, Step to, long atMillis) {
    List<Passage> longer = new ArrayList<>(history.size() + 1);
    longer.addAll(history.size() < MOST_HISTORY ? history : history.subList(1, history.size()));
    longer.add(new Passage(step, on, to, atMillis));
    Times entered = step == to ? times : times.entering(atMillis);
    return new Handover(terms, to, generation, readiness, cut, entered, ending, longer);
  }
}
