package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Terms;
import java.util.Arrays;

/**
 * One history: a swap or several under faults, then a healed world in which the last must end
 * within a bound. Everything follows from the seed.
 */
final class History {
  static final int TRANSACTIONS = 20;
  static final int FAULTS = 2;

  /** Steps of the healed world until a swap must have ended; the longest seen is printed. */
  static final int BOUND = 8000;

  /** After this many a lost engine is brought back: some ends need it. */
  private static final int LOST_FOR = 1500;

  private final World world;
  private final FaultPlan plan = new FaultPlan();
  private Healing healing = Healing.RESUME;
  private int lost = -1;

  History(World world) {
    this.world = world;
  }

  void run(long seed) {
    world.reset(seed);
    plan.draw(world.dice);
    healing = world.dice.oneIn(3) ? Healing.RESUME : Healing.values()[world.dice.below(4)];
    world.source(0).slots[0].make(0, 0);
    world.source(1).slots[0].make(0, 0);
    Supervisor.start(world, 0);
    if (!world.dice.oneIn(8)) {
      Supervisor.beginSwap(world);
      Supervisor.start(world, 1);
    }
    int faulty = 150 + world.dice.below(350);
    while (world.step < faulty) {
      plan.inject(world);
      turn(true, world.dice.oneIn(3), false);
    }
    heal();
    int healed = 0;
    while (!hasEnded(healed)) {
      if (++healed > BOUND) {
        throw new Violation("the swap does not end in a healed world");
      }
      turn(false, true, true);
    }
    Ending.check(world);
    world.coverage.histories++;
    world.coverage.steps += world.step;
    world.coverage.transactions += world.begun;
    world.coverage.longestEnding = Math.max(world.coverage.longestEnding, healed);
  }

  private void heal() {
    plan.finish(world);
    if (world.story.isOn()) {
      world.story.tell(world.step, "HEALED, " + healing);
    }
    Arrays.fill(world.armed, false);
    world.wish.giveBack &= healing == Healing.RESUME;
    world.wish.withdraw = healing == Healing.WITHOUT_CURRENT;
    world.wish.abort = healing == Healing.ABORT || healing == Healing.WITHOUT_NEW;
    for (EngineProcess process : world.processes) {
      process.frozen = false;
    }
    lose();
  }

  /** The engine that does not come back, if one does not, is killed for good. */
  private void lose() {
    lost = -1;
    for (int stream = 0; lost < 0 && stream < World.STREAMS; stream++) {
      if (world.hasOpenRow(stream)) {
        Terms terms = world.target(stream).row().terms();
        lost =
            switch (healing) {
              case RESUME, ABORT -> -1;
              case WITHOUT_NEW -> World.engine(terms.to());
              case WITHOUT_CURRENT -> World.engine(terms.from());
            };
      }
    }
    for (EngineProcess process : world.processes) {
      process.alive &= process.engine != lost;
    }
  }

  private boolean hasEnded(int healed) {
    boolean settled = world.isSettled(0) && world.isSettled(1) && world.wish.swapTo < 0;
    if (settled || healed > LOST_FOR) {
      lost = -1;
    }
    return settled && world.begun >= TRANSACTIONS && Ending.isQuiet(world);
  }

  private void turn(boolean faulty, boolean restarts, boolean healed) {
    world.step++;
    world.now++;
    Dice dice = world.dice;
    int what = dice.below(100);
    if (what < world.habits.applicationWeight) {
      boolean begins = faulty || world.begun < TRANSACTIONS;
      ApplicationTurn.take(world, world.sites[dice.below(World.SITES)], begins);
    } else if (what < world.habits.applicationWeight + 6) {
      HousekeepingTurn.take(world, healed);
    } else if (what < world.habits.applicationWeight + 10) {
      OperatorTurn.take(world);
      Supervisor.take(world, faulty, restarts, lost);
    } else {
      process();
    }
    world.invariants.hold();
  }

  private void process() {
    Dice dice = world.dice;
    int first = dice.below(EngineProcess.MOST);
    for (int i = 0; i < EngineProcess.MOST; i++) {
      EngineProcess process = world.processes[(first + i) % EngineProcess.MOST];
      if (process.runs()) {
        act(process, dice.below(World.STREAMS));
        return;
      }
    }
  }

  private void act(EngineProcess process, int stream) {
    if (!Supervisor.isNeeded(world, process.engine)) {
      world.sessions.exit(process);
    } else if (world.dice.below(5) < 3) {
      StreamTurn.take(world, process, stream);
    } else {
      CoordinatorTurn.take(world, process, stream);
    }
  }
}
