package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Step;

/** The owner reads on and opens an apply transaction for what it finds. */
final class ReadAhead {
  private ReadAhead() {}

  static void group(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    Site source = world.source(stream);
    StreamPart part = process.parts[stream];
    if (!source.up) {
      return;
    }
    leaveOut(world, part);
    Trail trail = source.trail;
    ReadSlot slot = source.slots[process.engine];
    int to = part.cursor;
    int changes = 0;
    int most = 1 + world.dice.below(world.habits.mostGroup);
    while (to < trail.flushed && changes < most) {
      if (trail.kind[to + 1] == Trail.TOKEN) {
        OwnerTurn.meetToken(world, process, stream, to + 1);
        if (part.cutAt > 0) {
          break;
        }
      }
      to++;
      changes += ApplyGroup.isSentOn(trail, stream, to, slot) ? 1 : 0;
    }
    part.cursor = to;
    boolean heartbeat = owes(target, process.engine) && part.cutAt == 0 && world.dice.oneIn(3);
    if (changes > 0 || heartbeat) {
      open(world, process, stream, to);
    }
  }

  /** A reader that is behind the cut still brings what the former owner has applied. */
  private static void leaveOut(World world, StreamPart part) {
    if (part.cursor < part.position) {
      if (world.mutant == Mutant.APPLIED_AGAIN) {
        part.position = part.cursor;
      } else {
        part.cursor = part.position;
      }
    }
  }

  /** A new owner commits soon, if need be an empty transaction: only then C may go. */
  private static boolean owes(Site target, int engine) {
    return target.hasRow() && target.row().step() == Step.TAKE_OVER && target.owner == engine;
  }

  private static void open(World world, EngineProcess process, int stream, int to) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    int number = part.number + 1;
    if (target.applied.last >= number) {
      if (world.mutant == Mutant.FENCE_SKIPPED) {
        number = target.applied.last + 1;
      } else {
        taken(world, process, stream, number);
        return;
      }
    }
    for (int other = 0; other < EngineProcess.MOST; other++) {
      if (other != process.index
          && target.applies[other].open
          && target.applies[other].number == number) {
        // The number is locked by an open transaction: wait, and read the group again.
        part.cursor = part.position;
        return;
      }
    }
    target.applies[process.index].begin(number, part.generation, process.engine, part.position, to);
  }

  /** The number is taken: by a commit of its own that went unanswered, or by the fence. */
  private static void taken(World world, EngineProcess process, int stream, int number) {
    AppliedRows log = world.target(stream).applied;
    StreamPart part = process.parts[stream];
    if (log.generation[number] == part.generation && log.engine[number] == process.engine) {
      part.lose();
    } else {
      world.sessions.exit(process);
    }
  }
}
