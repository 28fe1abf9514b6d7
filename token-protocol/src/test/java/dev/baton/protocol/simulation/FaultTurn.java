package dev.baton.protocol.simulation;

/** Injects one fault, when there is something for it to hit. */
final class FaultTurn {
  private FaultTurn() {}

  static void inject(World world, Fault fault) {
    if (fault.isArmed()) {
      world.armed[fault.ordinal()] = true;
    } else if (hit(world, fault)) {
      world.hit(fault);
    }
  }

  private static int current(World world) {
    Site target = world.target(0);
    return target.hasRow() ? World.engine(target.row().terms().from()) : target.owner;
  }

  private static boolean hit(World world, Fault fault) {
    return switch (fault) {
      case KILL_CURRENT -> kill(world, current(world));
      case KILL_NEW -> kill(world, 1 - current(world));
      case FREEZE_CURRENT -> freeze(world, current(world));
      case FREEZE_NEW -> freeze(world, 1 - current(world));
      case CRASH_FIRST_SITE -> crash(world, 0);
      case CRASH_SECOND_SITE -> crash(world, 1);
      case CUT_CONNECTION -> cut(world);
      case LOSE_ANSWER, LOSE_TOKEN, DELAY_TOKEN -> false;
      case REPEAT_TOKEN -> StrayTokens.repeat(world);
      case CORRUPT_TOKEN -> StrayTokens.corrupt(world);
      case JUMP_CLOCK -> {
        world.now += world.dice.below(4000) - 1500;
        yield true;
      }
      case ABORT -> world.wish.abort = true;
    };
  }

  private static boolean kill(World world, int engine) {
    EngineProcess process = world.running(engine);
    if (!process.runs()) {
      return false;
    }
    process.alive = false;
    for (int site = 0; site < World.SITES; site++) {
      Apply apply = world.sites[site].applies[process.index];
      apply.sent |= apply.open && world.dice.oneIn(3);
      if (world.dice.oneIn(2)) {
        world.sessions.end(process.index, site);
      }
    }
    return true;
  }

  private static boolean freeze(World world, int engine) {
    EngineProcess process = world.running(engine);
    boolean runs = process.runs();
    process.frozen |= runs;
    return runs;
  }

  private static boolean crash(World world, int site) {
    boolean up = world.sites[site].up;
    if (up) {
      HousekeepingTurn.crash(world, world.sites[site]);
    }
    return up;
  }

  private static boolean cut(World world) {
    int process = world.dice.below(EngineProcess.MOST);
    int site = world.dice.below(World.SITES);
    if (!world.sites[site].session[process]) {
      return false;
    }
    EngineProcess client = world.processes[process];
    if (client.connected[site]) {
      world.sessions.lose(client, site);
    }
    if (world.dice.oneIn(2)) {
      world.sessions.end(process, site);
    }
    return true;
  }
}
