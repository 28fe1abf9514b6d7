package dev.baton.protocol.model;

import java.util.Arrays;

/** The states met so far, numbered in the order they were met. Open addressing, no boxes. */
final class StateSet {
  private long[] firsts = new long[1 << 12];
  private long[] seconds = new long[1 << 12];
  private int[] table = new int[1 << 14];
  private int size;

  /** The number of a state, given now when it is new. */
  int add(long first, long second) {
    int mask = table.length - 1;
    int place = hash(first, second) & mask;
    while (table[place] != 0) {
      int index = table[place] - 1;
      if (firsts[index] == first && seconds[index] == second) {
        return index;
      }
      place = place + 1 & mask;
    }
    if (size == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * size);
      seconds = Arrays.copyOf(seconds, 2 * size);
    }
    firsts[size] = first;
    seconds[size] = second;
    table[place] = ++size;
    if (2 * size > table.length) {
      grow();
    }
    return size - 1;
  }

  int size() {
    return size;
  }

  long first(int index) {
    return firsts[index];
  }

  long second(int index) {
    return seconds[index];
  }

  private void grow() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int index = 0; index < size; index++) {
      int place = hash(firsts[index], seconds[index]) & mask;
      while (table[place] != 0) {
        place = place + 1 & mask;
      }
      table[place] = index + 1;
    }
  }

  private static int hash(long first, long second) {
    long mixed = first * 0x9E3779B97F4A7C15L + second * 0xC2B2AE3D27D4EB4FL;
    mixed ^= mixed >>> 32;
    mixed *= 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 33);
  }
}
