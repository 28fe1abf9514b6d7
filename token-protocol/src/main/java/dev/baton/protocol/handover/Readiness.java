package dev.baton.protocol.handover;

import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;

/**
 * How far the new engine has come before the cut. Survives its restarts: what is volatile (being
 * level) is no part of it.
 *
 * @param readPosition from where N reads: all that commits after it, the wait-set apart, N sees
 *     whole; {@link SourcePosition#NONE} until it is prepared
 * @param prepared whether N has a read position
 * @param agreed whether the digests agreed
 * @param tokenKnown whether the HANDOVER token came through, with its wait-set
 * @param waitSet what must end before the cut
 * @param drained whether all of it has ended
 * @param drainedPosition a source position behind all commits that N does not see whole; known once
 *     drained, {@link SourcePosition#NONE} where there are none
 */
public record Readiness(
    SourcePosition readPosition,
    boolean prepared,
    boolean agreed,
    boolean tokenKnown,
    WaitSet waitSet,
    boolean drained,
    SourcePosition drainedPosition) {

  /** Of an engine that has just registered. */
  public static final Readiness NONE =
      new Readiness(
          SourcePosition.NONE, false, false, false, WaitSet.NOTHING, false, SourcePosition.NONE);

  Readiness readingFrom(SourcePosition position) {
    return new Readiness(position, true, agreed, tokenKnown, waitSet, drained, drainedPosition);
  }

  Readiness withAgreement() {
    return new Readiness(
        readPosition, prepared, true, tokenKnown, waitSet, drained, drainedPosition);
  }

  Readiness waitingFor(WaitSet set, SourcePosition tokenPosition) {
    return new Readiness(readPosition, prepared, agreed, true, set, set.isEmpty(), tokenPosition);
  }

  Readiness drainedAt(SourcePosition position) {
    return new Readiness(readPosition, prepared, agreed, tokenKnown, waitSet, true, position);
  }
}
