package dev.baton.engine.swap;

import dev.baton.config.SwapSettings;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Terms;
import java.util.Optional;

/**
 * What is wanted of a swap. Times in milliseconds.
 *
 * @param deadlineMillis how long it may wait before its first stream is cut
 * @param confirmMillis for how long the former engine stays ready to take its streams back
 * @param shadowMillis for how long both engines' work is compared before the cut; 0 for not at all
 * @param slot whether the new engine's slot is a copy; a fresh one takes a cut at a token
 * @param tokens how tokens travel in a source's trail
 * @param owner the engine that is to hand over; empty for whichever it is
 */
public record SwapTerms(
    Mode mode,
    CutForm cutForm,
    long deadlineMillis,
    DeadlinePolicy policy,
    long confirmMillis,
    long shadowMillis,
    SwapSettings.Slot slot,
    SwapSettings.Tokens tokens,
    Optional<String> owner) {

  /** What the settings say. */
  public static SwapTerms of(SwapSettings settings) {
    return new SwapTerms(
        Mode.DRAIN,
        CutForm.valueOf(settings.cut().name()),
        settings.deadlineMillis(),
        DeadlinePolicy.valueOf(settings.onDeadline().name()),
        settings.confirmMillis(),
        0,
        settings.slot(),
        settings.tokens(),
        Optional.empty());
  }

  /** Those of a swap that is under way; of the shadow only whether it is wanted is known. */
  public static SwapTerms of(SwapPicture swap, SwapSettings settings) {
    Terms terms = swap.terms();
    return new SwapTerms(
        terms.mode(),
        terms.cutForm(),
        Math.max(0, swap.deadlineMillis() - swap.first().times().offeredMillis()),
        terms.policy(),
        terms.confirmMillis(),
        terms.shadow() ? settings.deadlineMillis() / 2 : 0,
        swap.rows().getFirst().slot(),
        swap.rows().getFirst().tokens(),
        Optional.of(terms.from()));
  }

  /** The same, from one engine and no other. */
  public SwapTerms from(String engine) {
    return new SwapTerms(
        mode,
        cutForm,
        deadlineMillis,
        policy,
        confirmMillis,
        shadowMillis,
        slot,
        tokens,
        Optional.of(engine));
  }
}
