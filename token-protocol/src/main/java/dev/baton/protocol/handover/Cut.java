package dev.baton.protocol.handover;

import dev.baton.protocol.trail.SourcePosition;

/**
 * The cut of a stream: asked for by token, then made.
 *
 * @param sequence number of the last token issued for this handover; 0 before the first
 * @param made how it was made
 * @param position what divides C's work from N's; {@link SourcePosition#NONE} until it is made
 */
public record Cut(long sequence, Made made, SourcePosition position) {

  /** How a stream changed hands. */
  public enum Made {
    /** Not yet. */
    NOT_YET,
    /** C handed over. */
    HANDED_OVER,
    /** N took it. */
    BY_FORCE
  }

  /** Nothing was issued or made. */
  public static final Cut NONE = new Cut(0, Made.NOT_YET, SourcePosition.NONE);

  Cut nextToken() {
    return new Cut(sequence + 1, made, position);
  }

  Cut madeAt(SourcePosition at, Made how) {
    return new Cut(sequence, how, at);
  }
}
