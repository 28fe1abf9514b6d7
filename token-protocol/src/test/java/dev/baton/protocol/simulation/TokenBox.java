package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.token.LinkKey;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenCodec;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;

/** The bytes of every token that was ever written, so that old ones can come back. */
final class TokenBox {
  static final int MOST = 128;

  static final TokenCodec CODEC = new TokenCodec(new LinkKey(new byte[32]));

  final byte[][] bytes = new byte[MOST][];
  final int[] site = new int[MOST];
  int count;

  /** Tokens on their way that were held up; -1 for none. */
  int delayed;

  void reset() {
    count = 0;
    delayed = -1;
  }

  boolean isFull() {
    return count == MOST;
  }

  int keep(byte[] token, int atSite) {
    bytes[count] = token;
    site[count] = atSite;
    return count++;
  }

  static byte[] bytes(Handover row, Purpose purpose, int position, ActiveTransactions list) {
    return CODEC.encode(
        new Token(
            "shop",
            row.terms().stream(),
            row.terms().id(),
            row.terms().to(),
            row.generation(),
            row.cut().sequence(),
            purpose,
            new SourcePosition(position),
            list,
            0));
  }
}
