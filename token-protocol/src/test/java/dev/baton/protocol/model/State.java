package dev.baton.protocol.model;

import java.util.Arrays;

/** One state of the model. Fields while it is worked on, two numbers while it is kept. */
final class State {
  static final int C = 0;
  static final int N = 1;

  /** What an engine believes of a stream's next number. */
  static final int NOTHING = 0;

  /** It wrote the last one. */
  static final int CURRENT = 1;

  /** It wrote an earlier one, and does not know that another engine took the stream. */
  static final int STALE = 2;

  private static final int BY_STREAM = 34;
  private static final int ROW_BITS = 12;

  /** Handover's row, by its number in the {@link RowBook}; 0 for none. */
  final int[] row = new int[2];

  final int[] progress = new int[2];
  final int[] length = new int[2];

  /** Which of the trail's records N's reader does not see whole. */
  final int[] unseen = new int[2];

  /** Whether the transaction is open that began before all else. */
  final int[] open = new int[2];

  final int[][] belief = new int[2][2];
  final int[] owner = new int[2];
  final int[][] slot = new int[2][2];

  /** Place of the CUT token in the trail, plus one; 0 for none. */
  final int[] tokenAt = new int[2];

  final int[] tokenSequence = new int[2];

  final int[] alive = new int[2];

  /**
   * Whether an engine's lock is held at a stream's target, maybe by the session of a dead process.
   */
  final int[][] present = new int[2][2];

  /** Whether the living process has a session there. */
  final int[][] connected = new int[2][2];

  int faults;

  /** What N and the operator have decided on, by what they read of the other row. */
  final int[] decision = new int[2];

  final int[] view = new int[2];

  long first() {
    return stream(0)
        | (long) (alive[C] | alive[N] << 1) << BY_STREAM
        | (long) (present[0][C] | present[0][N] << 1) << BY_STREAM + 2
        | (long) (present[1][C] | present[1][N] << 1) << BY_STREAM + 4
        | (long) faults << BY_STREAM + 6
        | (long) decision[0] << BY_STREAM + 8
        | (long) decision[1] << BY_STREAM + 12
        | (long) view[0] << BY_STREAM + 16;
  }

  long second() {
    return stream(1)
        | (long) view[1] << BY_STREAM
        | (long) (connected[0][C] | connected[0][N] << 1) << BY_STREAM + ROW_BITS
        | (long) (connected[1][C] | connected[1][N] << 1) << BY_STREAM + ROW_BITS + 2;
  }

  void read(long first, long second) {
    stream(0, first);
    stream(1, second);
    int global = (int) (first >>> BY_STREAM);
    alive[C] = global & 1;
    alive[N] = global >> 1 & 1;
    present[0][C] = global >> 2 & 1;
    present[0][N] = global >> 3 & 1;
    present[1][C] = global >> 4 & 1;
    present[1][N] = global >> 5 & 1;
    faults = global >> 6 & 3;
    decision[0] = global >> 8 & 15;
    decision[1] = global >> 12 & 15;
    view[0] = global >> 16 & (1 << ROW_BITS) - 1;
    view[1] = (int) (second >>> BY_STREAM) & (1 << ROW_BITS) - 1;
    int sessions = (int) (second >>> BY_STREAM + ROW_BITS);
    connected[0][C] = sessions & 1;
    connected[0][N] = sessions >> 1 & 1;
    connected[1][C] = sessions >> 2 & 1;
    connected[1][N] = sessions >> 3 & 1;
  }

  private long stream(int s) {
    int bits =
        progress[s]
            | length[s] << 2
            | unseen[s] << 4
            | open[s] << 7
            | belief[s][C] << 8
            | belief[s][N] << 10
            | owner[s] << 12
            | slot[s][C] << 13
            | slot[s][N] << 14
            | tokenAt[s] << 15
            | tokenSequence[s] << 18;
    return bits | (long) row[s] << 22;
  }

  private void stream(int s, long packed) {
    int bits = (int) packed;
    progress[s] = bits & 3;
    length[s] = bits >> 2 & 3;
    unseen[s] = bits >> 4 & 7;
    open[s] = bits >> 7 & 1;
    belief[s][C] = bits >> 8 & 3;
    belief[s][N] = bits >> 10 & 3;
    owner[s] = bits >> 12 & 1;
    slot[s][C] = bits >> 13 & 1;
    slot[s][N] = bits >> 14 & 1;
    tokenAt[s] = bits >> 15 & 7;
    tokenSequence[s] = bits >> 18 & 15;
    row[s] = (int) (packed >>> 22) & (1 << ROW_BITS) - 1;
  }

  /** In words. */
  String told(RowBook rows) {
    StringBuilder text = new StringBuilder();
    for (int s = 0; s < 2; s++) {
      text.append(
          "%s progress %d of %d, owner %s, beliefs %s, slots %s, present %s; "
              .formatted(
                  row[s] == 0 ? "no row" : rows.row(row[s]).step(),
                  progress[s],
                  length[s],
                  owner[s] == C ? "C" : "N",
                  Arrays.toString(belief[s]),
                  Arrays.toString(slot[s]),
                  Arrays.toString(present[s])));
    }
    return text
        + "alive %s, decisions %s".formatted(Arrays.toString(alive), Arrays.toString(decision));
  }

  /** Whether the engine can act at the stream's target. */
  boolean acts(int s, int engine) {
    return alive[engine] == 1 && connected[s][engine] == 1 && present[s][engine] == 1;
  }
}
