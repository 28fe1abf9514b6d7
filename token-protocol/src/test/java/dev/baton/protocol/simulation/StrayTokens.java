package dev.baton.protocol.simulation;

/** Tokens that come again, and tokens that somebody tampered with. */
final class StrayTokens {
  private StrayTokens() {}

  static boolean repeat(World world) {
    TokenBox box = world.tokens;
    if (box.count == 0) {
      return false;
    }
    int token = world.dice.below(box.count);
    Site source = world.sites[box.site[token]];
    return append(source, token);
  }

  /** Changes one bit of a token that was written, or of bytes that never were one. */
  static boolean corrupt(World world) {
    TokenBox box = world.tokens;
    if (box.isFull()) {
      return false;
    }
    byte[] bytes = box.count == 0 ? new byte[90] : box.bytes[world.dice.below(box.count)].clone();
    bytes[world.dice.below(bytes.length)] ^= (byte) (1 << world.dice.below(8));
    Site source = world.sites[world.dice.below(World.SITES)];
    return source.up && append(source, box.keep(bytes, source.index));
  }

  private static boolean append(Site source, int token) {
    if (!source.up || source.trail.isFull()) {
      return false;
    }
    TokenPassage.append(source, token);
    return true;
  }
}
