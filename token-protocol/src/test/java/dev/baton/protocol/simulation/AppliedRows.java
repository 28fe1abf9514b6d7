package dev.baton.protocol.simulation;

/** The applied log of the stream that ends at a site. */
final class AppliedRows {
  static final int MOST = 600;

  int last;

  /** The last row that survives a crash of the site. */
  int durable;

  final long[] generation = new long[MOST];
  final byte[] engine = new byte[MOST];
  final int[] position = new int[MOST];
  final boolean[] taken = new boolean[MOST];

  /** The trail's record of the apply transaction; 0 for a row that took the stream. */
  final int[] record = new int[MOST];

  void reset() {
    last = 0;
    durable = 0;
    position[0] = 0;
    generation[0] = 0;
    engine[0] = 0;
  }

  void append(long rowGeneration, int rowEngine, int rowPosition, boolean take, int rowRecord) {
    int row = ++last;
    if (row >= MOST) {
      throw new Violation("the world's applied log is too short");
    }
    generation[row] = rowGeneration;
    engine[row] = (byte) rowEngine;
    position[row] = rowPosition;
    taken[row] = take;
    record[row] = rowRecord;
  }

  int progress() {
    return position[last];
  }

  int durableProgress() {
    return position[durable];
  }
}
