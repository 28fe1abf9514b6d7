package dev.baton.protocol.simulation;

import java.util.Arrays;

/** What must be true once a history is over: equality with a serial oracle, and nothing left. */
final class Ending {
  private Ending() {}

  /** All work is done and only the owner's processes are there. */
  static boolean isQuiet(World world) {
    for (int stream = 0; stream < World.STREAMS; stream++) {
      Site source = world.source(stream);
      Site target = world.target(stream);
      if (!source.up
          || source.open.count() > 0
          || target.applied.progress() < source.trail.lastLocal
          || world.lives(1 - target.owner)
          || !world.runs(target.owner)) {
        return false;
      }
    }
    return world.target(0).owner == world.target(1).owner;
  }

  static void check(World world) {
    if (world.target(0).hasRow() && world.target(1).hasRow()) {
      world.invariants.endsAlike();
    }
    for (int stream = 0; stream < World.STREAMS; stream++) {
      Site source = world.source(stream);
      Site target = world.target(stream);
      int[] serial = serial(source.trail);
      if (!Arrays.equals(serial, source.own) || !Arrays.equals(serial, target.replicated)) {
        throw new Violation("the target is not what a serial run gives");
      }
      for (int record = 1; record <= source.trail.end; record++) {
        if (source.trail.kind[record] == Trail.LOCAL && source.trail.applied[record] != 1) {
          throw new Violation("exactly once: a commit is not applied once");
        }
      }
      if (source.slots[1 - target.owner].exists || !source.slots[target.owner].exists) {
        throw new Violation("a slot is left, or the owner's is gone");
      }
    }
  }

  /** The oracle: the source's commits, one after the other. */
  private static int[] serial(Trail trail) {
    int[] values = new int[Trail.OWN_KEYS];
    for (int record = 1; record <= trail.end; record++) {
      if (trail.kind[record] == Trail.LOCAL) {
        for (int i = 0; i < trail.writes[record]; i++) {
          values[trail.keys[record * Trail.WRITES + i]] = trail.values[record * Trail.WRITES + i];
        }
      }
    }
    return values;
  }
}
