package dev.baton.protocol.handover;

/** The kinds of events, for the table and the history. Stored by name. */
public enum EventKind {
  OFFERED("offered"),
  PREPARED("prepared"),
  LEVEL("level"),
  AGREED("agreed"),
  DIFFERED("differed"),
  TOKEN_KNOWN("token known"),
  DRAINED("drained"),
  BLOCKERS_ENDED("blockers ended"),
  CUT_ASKED("cut asked"),
  HANDED_OVER("handed over"),
  TAKEN_BY_FORCE("taken by force"),
  NEW_RESTARTED("new restarted"),
  ABORTED("aborted"),
  FIRST_COMMIT("first commit"),
  RETURN_ASKED("return asked"),
  RETURN_WITHDRAWN("return withdrawn"),
  HANDED_BACK("handed back"),
  TAKEN_BACK("new gone, taken back"),
  WINDOW_OVER("window over"),
  RETIRED("retired"),
  CLEANED("cleaned");

  private final String words;

  EventKind(String words) {
    this.words = words;
  }

  /** In words, as the documents show it. */
  public String words() {
    return words;
  }
}
