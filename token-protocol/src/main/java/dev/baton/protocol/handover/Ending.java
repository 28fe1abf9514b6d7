package dev.baton.protocol.handover;

/**
 * How a handover ended.
 *
 * @param how by which way
 * @param reason for people: who aborted and why; empty unless aborted
 * @param cleaned after an abort: whether N's read position and registration are removed
 */
public record Ending(How how, String reason, boolean cleaned) {

  /** The ways to end. */
  public enum How {
    /** Not ended. */
    NOT_YET,
    /** C has gone, N stays. */
    RETIRED,
    /** Aborted before the cut. */
    ABORTED,
    /** Aborted because the digests differed. */
    DIFFERED,
    /** N gave the stream back. */
    HANDED_BACK,
    /** The stream was taken back from an N that was gone. */
    TAKEN_BACK
  }

  /** Not ended. */
  public static final Ending NONE = new Ending(How.NOT_YET, "", false);

  static Ending by(How how, String reason) {
    return new Ending(how, reason, false);
  }

  Ending cleanedUp() {
    return new Ending(how, reason, true);
  }
}
