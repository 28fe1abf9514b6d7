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
      StreamTurn.own(world, process, stream, cut(world, process, stream));
    } else if (!target.hasRow()) {
      process.parts[stream].lose();
    } else if (World.engine(target.row().terms().from()) == process.engine) {
      former(world, process, stream, target.row());
    } else {
      read(world, process, stream);
    }
  }

  /** Everything after this is this engine's. */
  private static int cut(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    int cut = target.applied.progress();
    if (world.mutant == Mutant.CUT_OFF_BY_ONE && target.row().step() != Step.ABORTED) {
      int off = cut + (world.dice.oneIn(2) ? 1 : -1);
      return Math.max(0, Math.min(off, world.source(stream).trail.end));
    }
    return cut;
  }

  private static void former(World world, EngineProcess process, int stream, Handover row) {
    if (row.step() == Step.RETIRE) {
      retire(world, process, stream);
    } else if (row.step().isHandedOver() && row.step() != Step.DONE) {
      boolean gone = !world.target(stream).isPresent(World.engine(row.terms().to()));
      if (gone && world.dice.oneIn(world.habits.patience)) {
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
    if (LinkOrder.giveBack(row, world.link(process, row.terms().id())).isPresent()) {
      return;
    }
    world.sessions.endAll(gone, target.index);
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
