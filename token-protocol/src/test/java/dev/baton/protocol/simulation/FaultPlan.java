package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Step;

/** Which faults hit a history, and when: at a time, or as soon as a row is in a step. */
final class FaultPlan {
  private static final int MOST = 6;
  private static final Step[] STEPS = Step.values();

  private final Fault[] faults = new Fault[MOST];
  private final int[] atStep = new int[MOST];
  private final int[] atTime = new int[MOST];
  private int count;
  private int next;

  void draw(Dice dice) {
    count = History.FAULTS + dice.below(MOST - History.FAULTS + 1);
    next = 0;
    for (int i = 0; i < count; i++) {
      faults[i] = Fault.ALL[dice.below(Fault.ALL.length)];
      atStep[i] = dice.below(STEPS.length + 2);
      atTime[i] = 5 + dice.below(300);
    }
  }

  void inject(World world) {
    for (int i = next; i < count; i++) {
      if (isDue(world, i)) {
        FaultTurn.inject(world, faults[i]);
        faults[i] = faults[next];
        atStep[i] = atStep[next];
        atTime[i] = atTime[next];
        next++;
      }
    }
  }

  private boolean isDue(World world, int fault) {
    if (atStep[fault] >= STEPS.length) {
      return world.step >= atTime[fault];
    }
    Step step = STEPS[atStep[fault]];
    return isIn(world, 0, step) || isIn(world, 1, step);
  }

  private static boolean isIn(World world, int stream, Step step) {
    return world.target(stream).hasRow() && world.stepOf(stream) == step && world.dice.oneIn(3);
  }

  /** At least two: what did not find its step hits now, or a clock jumps. */
  void finish(World world) {
    for (; next < count; next++) {
      FaultTurn.inject(world, faults[next]);
    }
    while (world.hits < History.FAULTS) {
      FaultTurn.inject(world, Fault.JUMP_CLOCK);
    }
  }
}
