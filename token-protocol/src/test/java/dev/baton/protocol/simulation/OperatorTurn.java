package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.HandoverEvent.ReturnAsked;
import dev.baton.protocol.handover.HandoverEvent.ReturnWithdrawn;
import dev.baton.protocol.handover.LinkOrder;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.util.Optional;

/** The operator's command: passes wishes to the rows, one transaction at a time, and tidies up. */
final class OperatorTurn {
  private OperatorTurn() {}

  static void take(World world) {
    int stream = world.dice.below(World.STREAMS);
    Site target = world.target(stream);
    if (!target.up || !target.hasRow()) {
      return;
    }
    Handover row = target.row();
    if (!world.sites[0].up || !world.sites[1].up) {
      return;
    }
    if (!row.isSettled() && world.dice.oneIn(30)) {
      Offering.rival(world, stream);
    }
    LinkRows link = world.linkNow(row.terms().id());
    if (stream == 0 && wishes(world, row, link)) {
      return;
    }
    int next = World.engine(row.terms().to());
    Optional<HandoverEvent> follow = Following.event(world, row, link);
    if (follow.isPresent()) {
      RowTransaction.bring(world, stream, follow.get());
    } else if (row.step() == Step.ABORTED && !row.isSettled() && !target.isPresent(next)) {
      CleaningUp.take(world, next, stream);
    } else if (row.step() == Step.RETIRE) {
      retire(world, stream, row);
    }
  }

  private static boolean wishes(World world, Handover row, LinkRows link) {
    Wish wish = world.wish;
    if (wish.abort && row.step().isBeforeTakeOver()) {
      RowTransaction.bring(world, 0, new Aborted(world.now, "by the operator", link));
      return true;
    }
    if (wish.giveBack
        && row.step() == Step.CONFIRM
        && (LinkOrder.askReturn(row, link).isEmpty() || world.dice.oneIn(50))) {
      RowTransaction.bring(world, 0, new ReturnAsked(world.now, link));
      return true;
    }
    if (wish.withdraw && row.step() == Step.RETURN) {
      RowTransaction.bring(world, 0, new ReturnWithdrawn(world.now, link));
      return true;
    }
    return false;
  }

  /** For a C and an N that are both gone. */
  private static void retire(World world, int stream, Handover row) {
    int former = World.engine(row.terms().from());
    Site source = world.source(stream);
    if (world.target(stream).isPresent(former)) {
      return;
    }
    if (source.slots[former].exists) {
      source.slots[former].drop();
    } else {
      RowTransaction.bring(world, stream, new Retired(world.now));
    }
  }
}
