package dev.baton.protocol.token;

/** What became of bytes that claim to be a token. */
public sealed interface Decoded {

  /** Well formed and signed by the link's key. Whether it is due is {@link TokenGuard}'s matter. */
  record Genuine(Token token) implements Decoded {}

  /** Not a token of this link's key. */
  record Rejected(Rejection why) implements Decoded {}
}
