package dev.baton.protocol.handover;

/** Why an event was refused. Nothing has changed then. */
public enum Refusal {
  ILLEGAL_EVENT("is not possible there"),
  HELD("must wait: this handover holds the stream"),
  NOT_CLEANED("must wait: this handover was aborted and what it left is not removed yet"),
  OTHER_HANDOVER("belongs to another handover"),
  OLD_HANDOVER("is older than this handover"),
  WRONG_ENGINE("is not this engine's to bring"),
  WRONG_TOKEN("belongs to another token than the last one issued"),
  READS_TOO_LATE("would lose changes: the new engine cannot read from there on"),
  NOT_DRAINED("must wait: a transaction of the wait-set is open"),
  NOT_LEVEL("must wait: the new engine is behind the current one"),
  NEW_IS_GONE("must wait: the new engine does not hold its lock"),
  NEW_IS_PRESENT("is refused: the new engine holds its lock"),
  CURRENT_IS_PRESENT("is refused in mode DRAIN: the current engine holds its lock"),
  FORMER_IS_GONE("must wait: the former engine does not hold its lock"),
  WINDOW_IS_OPEN("must wait: the way back is still open"),
  ROLLS_FORWARD("is too late: the swap rolls forward, its first stream is handed over"),
  NOT_ITS_TURN("must wait for another stream of the link");

  private final String words;

  Refusal(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
