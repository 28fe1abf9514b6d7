package dev.baton.engine.apply;

import dev.baton.protocol.trail.SourcePosition;

/** Told after each commit how far the target got. Called by the applying thread; must not block. */
public interface Reached {
  /**
   * Everything up to {@code position} is committed at the target.
   *
   * @param seq number of the last row of the applied log
   * @param commitMicros commit time at the source of the last transaction, microseconds since 1970
   */
  void applied(long seq, SourcePosition position, long commitMicros);
}
