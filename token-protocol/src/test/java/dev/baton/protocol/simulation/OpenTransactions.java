package dev.baton.protocol.simulation;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.TransactionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The open transactions of a site's applications. A transaction takes its id at its first write;
 * its commit record stands in the trail before it stops being active.
 */
final class OpenTransactions {
  static final int MOST = 6;

  static final byte FREE = 0;
  static final byte OPEN = 1;
  static final byte PREPARED = 2;

  /** Committed in the trail, still active: it waits for its standby. */
  static final byte ENDING = 3;

  final byte[] state = new byte[MOST];
  final long[] id = new long[MOST];
  final int[] began = new int[MOST];
  final byte[] writes = new byte[MOST];
  final byte[] keys = new byte[MOST * Trail.WRITES];
  final int[] values = new int[MOST * Trail.WRITES];

  /** How many writes stood when the savepoint was set; -1 without one. */
  final byte[] savepoint = new byte[MOST];

  long nextId;
  long lastEnded;

  void reset() {
    Arrays.fill(state, FREE);
    nextId = 1000;
    lastEnded = 999;
  }

  int count() {
    int count = 0;
    for (byte one : state) {
      count += one == FREE ? 0 : 1;
    }
    return count;
  }

  boolean holds(int key) {
    for (int slot = 0; slot < MOST; slot++) {
      for (int i = 0; state[slot] != FREE && i < writes[slot]; i++) {
        if (keys[slot * Trail.WRITES + i] == key) {
          return true;
        }
      }
    }
    return false;
  }

  void end(int slot) {
    state[slot] = FREE;
    lastEnded = Math.max(lastEnded, id[slot]);
  }

  /** The list by the database: the snapshot's ids, and those of sessions, the newest included. */
  ActiveTransactions list(boolean withNewest) {
    long xmax = lastEnded + 1;
    List<TransactionId> listed = new ArrayList<>(MOST);
    long after = 0;
    while (true) {
      long least = Long.MAX_VALUE;
      for (int slot = 0; slot < MOST; slot++) {
        if (state[slot] != FREE && id[slot] > after && id[slot] < least) {
          least = id[slot];
        }
      }
      if (least == Long.MAX_VALUE) {
        break;
      }
      if (withNewest || least < xmax) {
        listed.add(new TransactionId(least));
      }
      after = least;
    }
    long xmin = listed.isEmpty() ? xmax : Math.min(xmax, listed.getFirst().value());
    return new ActiveTransactions(new TransactionId(xmin), new TransactionId(xmax), listed);
  }
}
