package dev.baton.protocol.token;

/** Why a token is not believed. Each kind is counted; none changes any state. */
public enum Rejection {
  /** Longer than {@link TokenCodec#MOST_BYTES}, or listing more than a list holds. */
  OVERSIZED,
  /** Of a version this engine does not speak. */
  UNKNOWN_VERSION,
  /** Ends before what its lengths announce. */
  TRUNCATED,
  /** Signed by the key, or not signed at all, but not a token: names, ids or bytes are wrong. */
  MALFORMED,
  /** Its signature is not the link key's. */
  FORGED,
  /** Of another link. */
  OTHER_LINK,
  /** Of another stream. */
  OTHER_STREAM,
  /** Of another handover: one that was aborted, or none this engine knows of. */
  OTHER_HANDOVER,
  /** Promises a generation that was burned or given since. */
  STALE_GENERATION,
  /** Its sequence number was met before, or a later one was. */
  REPEATED
}
