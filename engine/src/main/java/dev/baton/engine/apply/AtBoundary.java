package dev.baton.engine.apply;

import dev.baton.engine.apply.lane.Lane;
import dev.baton.protocol.trail.SourcePosition;

/**
 * A control operation that needs a commit boundary of its stream: everything up to a position is
 * committed at the target, and nothing after it has begun.
 */
public interface AtBoundary {

  /**
   * Runs on the applying thread.
   *
   * @param seq last number of the applied log
   * @param position up to which the source is applied
   * @return whether the stage is to end here, what is buffered unapplied
   */
  boolean ends(Lane lane, long seq, SourcePosition position);
}
