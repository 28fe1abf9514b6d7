package dev.baton.protocol.simulation;

/** The world's only source of chance: SplitMix64, so that a seed replays exactly, everywhere. */
final class Dice {
  private long state;

  void reset(long seed) {
    state = seed * 0x9E3779B97F4A7C15L + 0x1234567;
    next();
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) ((next() >>> 32) * bound >>> 32);
  }

  /** True once in {@code times}. */
  boolean oneIn(int times) {
    return below(times) == 0;
  }
}
