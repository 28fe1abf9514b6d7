package dev.baton.protocol.simulation;

/** An engine's replication slot at a stream's source. */
final class ReadSlot {
  boolean exists;

  /** What the server was told is applied. */
  int confirmed;

  /** Of that, what survives a crash of the source. */
  int saved;

  /**
   * Where it began: a fresh slot begins ahead of progress, and is not used before that is passed.
   */
  int start;

  /** It sees transactions that wrote first at this beginning or later. */
  int seesFrom;

  void drop() {
    exists = false;
    confirmed = 0;
    saved = 0;
    start = 0;
    seesFrom = 0;
  }

  void make(int at, int from) {
    exists = true;
    confirmed = at;
    saved = at;
    start = at;
    seesFrom = from;
  }

  void copy(ReadSlot other) {
    make(other.confirmed, other.seesFrom);
    start = other.start;
  }
}
