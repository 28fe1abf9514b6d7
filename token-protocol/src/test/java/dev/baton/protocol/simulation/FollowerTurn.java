package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.HandoverEvent.TakenBack;
import dev.baton.protocol.handover.LinkOrder;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.token.Purpose;

/** Who does not own the stream reads all the same, N before the cut and C after it. */
final class FollowerTurn {
  private FollowerTurn() {}

  static void take(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    if (target.owner == process.engine) {
      StreamTurn.own(world, process, stream, target.applied.progress());
      if (world.mutant == Mutant.CUT_OFF_BY_ONE) {
        offByOne(world, process, stream);
      }
    } else if (!target.hasRow()) {
      process.parts[stream].lose();
    } else if (World.engine(target.row().terms().from()) == process.engine) {
      former(world, process, stream, target.row());
    } else {
      read(world, process, stream);
    }
  }

  /** The planted fault: N begins one record before or after the cut. */
  private static void offByOne(World world, EngineProcess process, int stream) {
    StreamPart part = process.parts[stream];
    if (world.target(stream).row().step() != Step.ABORTED) {
      part.cursor += world.dice.oneIn(2) ? 1 : -1;
      part.cursor = Math.max(0, Math.min(part.cursor, world.source(stream).trail.flushed));
      part.position = part.cursor;
    }
  }

  private static void former(World world, EngineProcess process, int stream, Handover row) {
    if (row.step() == Step.RETIRE) {
      retire(world, process, stream);
    } else if (row.step().isHandedOver() && row.step() != Step.DONE) {
      boolean gone = !world.target(stream).isPresent(World.engine(row.terms().to()));
      if (gone && world.dice.oneIn(world.habits.patience) || world.dice.oneIn(300)) {
        takeBack(world, process, stream, row);
      } else {
        read(world, process, stream);
      }
    }
  }

  private static void retire(World world, EngineProcess process, int stream) {
    Site source = world.source(stream);
    if (source.slots[process.engine].exists) {
      if (source.up) {
        source.slots[process.engine].drop();
      }
    } else {
      RowTransaction.bring(world, process, stream, new Retired(world.now));
    }
  }

  private static void takeBack(World world, EngineProcess process, int stream, Handover row) {
    Site target = world.target(stream);
    int gone = World.engine(row.terms().to());
    if (!target.isPresent(gone)
        && LinkOrder.giveBack(row, world.link(process, row.terms().id())).isEmpty()) {
      world.sessions.endAll(gone, target.index);
    }
    RowTransaction.bring(
        world,
        process,
        stream,
        new TakenBack(
            world.now,
            World.ENGINE_NAMES.get(process.engine),
            target.generation,
            World.position(target.applied.progress()),
            target.isPresent(gone),
            world.link(process, row.terms().id())));
  }

  private static void read(World world, EngineProcess process, int stream) {
    Site source = world.source(stream);
    ReadSlot slot = source.slots[process.engine];
    if (!source.up || !slot.exists) {
      return;
    }
    StreamPart part = process.parts[stream];
    part.cursor = Math.max(part.cursor, slot.confirmed);
    for (int left = world.habits.readWeight; left > 0; left--) {
      if (part.cursor < source.trail.flushed) {
        part.cursor++;
        if (source.trail.kind[part.cursor] == Trail.TOKEN) {
          meetToken(world, process, stream, part.cursor);
        }
      }
    }
    int durable = world.target(stream).applied.durableProgress();
    slot.confirmed = Math.max(slot.confirmed, Math.min(durable, part.cursor));
  }

  private static void meetToken(World world, EngineProcess process, int stream, int record) {
    StreamPart part = process.parts[stream];
    TokenIntake.admit(world, process, stream, record)
        .ifPresent(
            token -> {
              if (token.purpose() == Purpose.HANDOVER) {
                part.tokenAt = record;
                part.tokenHandover = token.handover();
                part.tokenSequence = token.sequence();
                part.tokenList = token.list();
              }
            });
  }
}
