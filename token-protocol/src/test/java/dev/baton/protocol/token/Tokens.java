package dev.baton.protocol.token;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Tokens for tests. */
final class Tokens {
  static final LinkKey KEY = new LinkKey("a key of thirty-two bytes or more".getBytes());
  static final TokenCodec CODEC = new TokenCodec(KEY);

  private Tokens() {}

  static Token random(SplittableRandom random) {
    return new Token(
        name(random),
        name(random),
        random.nextLong(),
        name(random),
        random.nextLong(),
        random.nextLong(),
        Purpose.values()[random.nextInt(Purpose.values().length)],
        new SourcePosition(random.nextLong()),
        list(random),
        random.nextLong());
  }

  static Token cut(long handover, long generation, long sequence) {
    return new Token(
        "shop",
        "east->west",
        handover,
        "green",
        generation,
        sequence,
        Purpose.CUT,
        new SourcePosition(77),
        ActiveTransactions.NONE,
        1_000);
  }

  private static String name(SplittableRandom random) {
    int most = random.nextInt(20);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < most; i++) {
      name.appendCodePoint("aé→\0\uFFFD😀".codePoints().toArray()[random.nextInt(6)]);
    }
    return name.toString();
  }

  private static ActiveTransactions list(SplittableRandom random) {
    long id = random.nextLong(3, 1L << 40);
    long xmin = id;
    List<TransactionId> listed = new ArrayList<>();
    for (int left = random.nextInt(30); left > 0; left--) {
      listed.add(new TransactionId(id));
      id += random.nextLong(1, 9);
    }
    return new ActiveTransactions(new TransactionId(xmin), new TransactionId(id), listed);
  }
}
