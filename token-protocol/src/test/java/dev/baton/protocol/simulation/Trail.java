package dev.baton.protocol.simulation;

/**
 * A site's audit trail: numbered records from 1 on; a record's number is its source position. What
 * is behind {@link #flushed} is lost when the site crashes and seen by no reader before.
 */
final class Trail {
  static final int MOST = 400;
  static final int WRITES = 3;
  static final int OWN_KEYS = 4;

  static final byte LOCAL = 1;
  static final byte APPLY = 2;
  static final byte TOKEN = 3;
  static final byte OTHER = 4;

  int end;
  int flushed;
  int lastLocal;
  final byte[] kind = new byte[MOST];

  /** When a local transaction wrote first, in the site's count of beginnings. */
  final int[] began = new int[MOST];

  final byte[] writes = new byte[MOST];
  final byte[] keys = new byte[MOST * WRITES];
  final int[] values = new int[MOST * WRITES];

  /** What all own keys together looked like after this record. */
  final long[] stateAfter = new long[MOST];

  /** The engine named by an apply transaction's mark; -1 without one. */
  final byte[] mark = new byte[MOST];

  /** How often a local transaction was applied at the other site. */
  final byte[] applied = new byte[MOST];

  /** Number of a token's bytes in the {@link TokenBox}. */
  final int[] token = new int[MOST];

  /** The replicated keys before an apply transaction, to undo it. */
  final int[] before = new int[MOST * OWN_KEYS];

  void reset() {
    end = 0;
    flushed = 0;
    lastLocal = 0;
  }

  boolean isFull() {
    return end >= MOST - 40;
  }

  int append(byte recordKind) {
    int at = ++end;
    if (at >= MOST) {
      throw new Violation("the world's trail is too short");
    }
    kind[at] = recordKind;
    lastLocal = recordKind == LOCAL ? at : lastLocal;
    applied[at] = 0;
    writes[at] = 0;
    stateAfter[at] = at == 1 ? 0 : stateAfter[at - 1];
    return at;
  }

  /** One number for one key's value; a state is the exclusive-or of its keys'. */
  static long mix(int key, int value) {
    long z = (((long) key << 32) + value) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    return value == 0 ? 0 : z ^ z >>> 27;
  }
}
