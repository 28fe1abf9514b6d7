package dev.baton.protocol.model;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Mode;

/**
 * What is searched.
 *
 * @param shadow whether the engines' work is compared before the cut; it agrees or differs, in
 *     either stream
 * @param commits transactions that commit at each source, besides the one that is open from the
 *     beginning in form TOKEN
 * @param faults crashes and lost sessions in one history, at most
 * @param planted what is broken on purpose
 */
record Scope(CutForm form, Mode mode, boolean shadow, int commits, int faults, Planted planted) {

  /** Faults that the search must find. */
  enum Planted {
    NONE,
    /** An engine commits though its number is taken. */
    FENCE_SKIPPED,
    /** The second stream is aborted whatever the first does. */
    ABORTS_APART,
    /** A difference in the second stream ends it whatever the first does. */
    DIFFERS_APART,
    /** The second stream's way back closes whatever the first does. */
    WINDOWS_APART,
    /** The second stream is cut whatever the first does. */
    SECOND_CUT_EARLY,
    /** The wait-set is taken for empty. */
    LIST_FORGOTTEN,
    /** N does not say that it was away. */
    RESTART_UNSAID
  }
}
