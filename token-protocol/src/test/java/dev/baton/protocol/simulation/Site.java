package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import java.util.Arrays;

/**
 * One database: as a source it has a trail, open transactions and slots; as the target of the other
 * stream an applied log, the ownership row, the handover's row and the sessions that write there.
 */
final class Site {
  final int index;
  final Trail trail = new Trail();
  final OpenTransactions open = new OpenTransactions();
  final ReadSlot[] slots = {new ReadSlot(), new ReadSlot()};
  final AppliedRows applied = new AppliedRows();
  final Apply[] applies = new Apply[EngineProcess.MOST];

  /** By the server: whether a process has a session here, and which process holds a lock. */
  final boolean[] session = new boolean[EngineProcess.MOST];

  final int[] presence = new int[World.ENGINES];

  final int[] own = new int[Trail.OWN_KEYS];
  final int[] replicated = new int[Trail.OWN_KEYS];
  long replicatedState;

  private int durableOwner;
  private long durableGeneration;
  private Handover durableRow;

  boolean up;
  boolean halfApplied;
  int owner;
  long generation;

  /** The stream's handovers by their ids; none is ever removed. */
  private final Handover[] rows = new Handover[World.HANDOVERS];

  private int lastId;

  Site(int index) {
    this.index = index;
    for (int p = 0; p < applies.length; p++) {
      applies[p] = new Apply();
    }
  }

  void reset() {
    trail.reset();
    open.reset();
    applied.reset();
    slots[0].drop();
    slots[1].drop();
    Arrays.fill(session, false);
    Arrays.fill(presence, -1);
    Arrays.fill(own, 0);
    Arrays.fill(replicated, 0);
    replicatedState = 0;
    for (Apply apply : applies) {
      apply.open = false;
    }
    up = true;
    halfApplied = false;
    owner = 0;
    generation = 0;
    durableOwner = 0;
    durableGeneration = 0;
    lastId = -1;
    Arrays.fill(rows, null);
  }

  boolean hasRow() {
    return lastId >= 0;
  }

  /** The last handover's row of the stream that ends here; only where there is one. */
  Handover row() {
    return rows[lastId];
  }

  /** All rows by their ids, holes included. */
  Handover[] rows() {
    return rows;
  }

  void store(Handover next) {
    lastId = (int) next.terms().id();
    rows[lastId] = next;
  }

  /** What the last handover promised or gave. */
  long promised() {
    return hasRow() ? row().generation() : 0;
  }

  /** Everything committed so far is durable now: any synchronous commit does this. */
  void flush() {
    trail.flushed = trail.end;
    applied.durable = applied.last;
    durableOwner = owner;
    durableGeneration = generation;
    if (hasRow()) {
      durableRow = row();
    }
  }

  /** Back to what is durable, as far as the stream that ends here is concerned. */
  void fallBack() {
    applied.last = applied.durable;
    owner = durableOwner;
    generation = durableGeneration;
    if (hasRow()) {
      store(durableRow);
    }
  }

  void write(int key, int value) {
    replicatedState ^= Trail.mix(key, replicated[key]) ^ Trail.mix(key, value);
    replicated[key] = value;
  }

  boolean isPresent(int engine) {
    return presence[engine] >= 0;
  }

  /** Whether data is committed whose row of the applied log is not. */
  boolean isHalfApplied() {
    return halfApplied;
  }
}
