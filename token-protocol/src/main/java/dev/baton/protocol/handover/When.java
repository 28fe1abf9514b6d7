package dev.baton.protocol.handover;

/** What decides between transitions of one step on one event. */
public enum When {
  ALWAYS(""),
  SHADOW_DUE("digests are to be compared, and did not agree yet"),
  TOKEN_DUE("else, the token is not known yet"),
  TOKEN_KNOWN("else");

  private final String words;

  When(String words) {
    this.words = words;
  }

  /** In words, as the documents show it; empty for always. */
  public String words() {
    return words;
  }

  boolean holds(Handover row) {
    boolean shadowDue = row.terms().shadow() && !row.readiness().agreed();
    return switch (this) {
      case ALWAYS -> true;
      case SHADOW_DUE -> shadowDue;
      case TOKEN_DUE -> !shadowDue && !row.readiness().tokenKnown();
      case TOKEN_KNOWN -> !shadowDue && row.readiness().tokenKnown();
    };
  }
}
