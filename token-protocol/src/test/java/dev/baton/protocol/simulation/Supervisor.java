package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;

/** Starts processes: an owner that ended, an engine a swap needs, a new engine for a new swap. */
final class Supervisor {
  private static final int MOST_SWAPS = 3;

  private Supervisor() {}

  /** Now and then a new swap, or a process that is needed and does not run. */
  static void take(World world, boolean swaps, boolean restarts, int lost) {
    if (swaps) {
      beginSwap(world);
    }
    int engine = world.dice.below(World.ENGINES);
    if (restarts && engine != lost && !world.runs(engine) && isNeeded(world, engine)) {
      start(world, engine);
    }
  }

  static void beginSwap(World world) {
    Wish wish = world.wish;
    if (wish.swapTo < 0
        && wish.swapsBegun < MOST_SWAPS
        && world.isSettled(0)
        && world.isSettled(1)
        && world.target(0).owner == world.target(1).owner) {
      wish.swapTo = 1 - world.target(0).owner;
      wish.swapId++;
      wish.swapsBegun++;
      wish.abort = false;
      wish.giveBack = world.dice.oneIn(3);
      wish.withdraw = false;
    }
  }

  /** Whether an engine's process has anything to do. */
  static boolean isNeeded(World world, int engine) {
    if (world.wish.swapTo == engine) {
      return true;
    }
    for (int stream = 0; stream < World.STREAMS; stream++) {
      Site target = world.target(stream);
      if (target.owner == engine || !world.isSettled(stream) && concerns(target.row(), engine)) {
        return true;
      }
    }
    return false;
  }

  private static boolean concerns(Handover row, int engine) {
    return World.engine(row.terms().to()) == engine || World.engine(row.terms().from()) == engine;
  }

  static void start(World world, int engine) {
    EngineProcess first = world.processes[2 * engine];
    EngineProcess process = first.alive ? world.processes[2 * engine + 1] : first;
    if (!process.alive) {
      process.start();
      if (world.story.isOn()) {
        world.story.tell(
            world.step,
            "process %d of %s starts".formatted(process.index, World.ENGINE_NAMES.get(engine)));
      }
    }
  }
}
