package dev.baton.protocol.token;

/** What a token is for. The codes stand in the wire format and never change. */
public enum Purpose {
  /** Opens the drain: carries the list from which the wait-set is made. */
  HANDOVER(1),
  /**
   * Asks the current engine to hand over: here when physical, at its next boundary when virtual.
   */
  CUT(2),
  /** Asks the new engine to hand back at its next boundary. Always virtual. */
  RETURN(3);

  private final byte code;

  Purpose(int code) {
    this.code = (byte) code;
  }

  /** The byte that stands for it. */
  public byte code() {
    return code;
  }
}
