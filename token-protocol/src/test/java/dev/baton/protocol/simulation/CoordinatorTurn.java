package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.handover.LinkOrder;
import dev.baton.protocol.handover.LinkRows;

/** One small step of N as the coordinator of a handover, on one stream's row. */
final class CoordinatorTurn {
  private CoordinatorTurn() {}

  static void take(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    if (!world.sessions.works(process, target.index)) {
      world.sessions.open(process, target.index);
      return;
    }
    look(world, process, stream);
    if (!target.hasRow() || World.engine(target.row().terms().to()) != process.engine) {
      Offering.take(world, process, stream);
      return;
    }
    Handover row = target.row();
    if (row.isSettled()) {
      Offering.take(world, process, stream);
      return;
    }
    LinkRows link = world.link(process, row.terms().id()).with(row);
    if (!Following.follow(world, process, stream, row, link)) {
      act(world, process, stream, row, link);
    }
  }

  /** What it knows of the other stream's rows is as old as its last look. */
  private static void look(World world, EngineProcess process, int stream) {
    System.arraycopy(
        world.target(stream).rows(), 0, process.parts[stream].views, 0, World.HANDOVERS);
  }

  private static void act(
      World world, EngineProcess process, int stream, Handover row, LinkRows link) {
    if (row.step().isBeforeTakeOver()
        && (Deadline.passed(world, process, stream, row, link)
            || Force.wanted(world, process, stream, row, link))) {
      return;
    }
    switch (row.step()) {
      case PREPARE -> Preparation.prepare(world, process, stream, row);
      case WARM_UP -> level(world, process, stream);
      case SHADOW -> compare(world, process, stream, link);
      case TOKEN -> TokenPassage.handover(world, process, stream, row);
      case DRAIN -> drain(world, process, stream, row, link);
      case CUT -> TokenPassage.cut(world, process, stream, row);
      case TAKE_OVER -> firstCommit(world, process, stream);
      case CONFIRM -> {
        boolean asks = LinkOrder.retire(row, link).isEmpty() || world.dice.oneIn(50);
        boolean over = world.now >= row.times().windowEndsMillis() || world.dice.oneIn(50);
        if (over && asks && !world.wish.giveBack) {
          bring(world, process, stream, new WindowOver(world.now, link));
        }
      }
      case RETURN, DONE -> {}
      case RETIRE -> retireFor(world, process, stream, row);
      case ABORTED -> CleaningUp.take(world, process.engine, stream);
    }
  }

  static RowTransaction.Answer bring(
      World world, EngineProcess process, int stream, HandoverEvent event) {
    return RowTransaction.bring(world, process, stream, event);
  }

  static boolean isLevel(World world, EngineProcess process, int stream) {
    StreamPart part = process.parts[stream];
    return part.role == StreamPart.FOLLOWER
        && part.cursor >= world.target(stream).applied.progress();
  }

  private static void level(World world, EngineProcess process, int stream) {
    if (isLevel(world, process, stream)) {
      bring(world, process, stream, new Level(world.now));
    }
  }

  private static void compare(World world, EngineProcess process, int stream, LinkRows link) {
    if (world.dice.oneIn(12)) {
      // As every abort, on the first stream's row first; the event's own row follows.
      if (stream > 0) {
        RowTransaction.bring(world, process, 0, new Aborted(world.now, "digests differ", link));
      }
      bring(world, process, stream, new Differed(world.now, "a transaction", link));
    } else if (world.dice.oneIn(2)) {
      bring(world, process, stream, new Agreed(world.now));
    }
  }

  private static void drain(
      World world, EngineProcess process, int stream, Handover row, LinkRows link) {
    if (!row.readiness().drained()) {
      Site source = world.source(stream);
      if (world.dice.oneIn(400)) {
        bring(world, process, stream, new CutAsked(world.now, true, link));
      } else if (source.up && row.readiness().waitSet().isOver(source.open.list(true))) {
        bring(world, process, stream, new Drained(world.now, World.position(source.trail.flushed)));
      }
    } else {
      LinkRows seen = link;
      if (LinkOrder.cut(row, link).isPresent() && !world.dice.oneIn(30)) {
        return;
      }
      if (world.mutant == Mutant.SECOND_CUT_EARLY && stream > 0) {
        seen = Following.pretendFirstIsHandedOver(link);
      }
      bring(world, process, stream, new CutAsked(world.now, isLevel(world, process, stream), seen));
    }
  }

  private static void firstCommit(World world, EngineProcess process, int stream) {
    AppliedRows log = world.target(stream).applied;
    if (!log.taken[log.durable] && log.engine[log.durable] == process.engine) {
      bring(world, process, stream, new FirstCommit(world.now));
    }
  }

  /** N retires for a C that is gone. */
  private static void retireFor(World world, EngineProcess process, int stream, Handover row) {
    int former = World.engine(row.terms().from());
    if (!world.target(stream).isPresent(former) && world.dice.oneIn(world.habits.patience)) {
      Site source = world.source(stream);
      if (source.slots[former].exists) {
        if (source.up) {
          source.slots[former].drop();
        }
      } else {
        bring(world, process, stream, new Retired(world.now));
      }
    }
  }
}
