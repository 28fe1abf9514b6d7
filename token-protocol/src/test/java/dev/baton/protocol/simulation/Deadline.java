package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.BlockersEnded;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.TransactionId;

/** N does what the policy asks for at the deadline. */
final class Deadline {
  private Deadline() {}

  static boolean passed(
      World world, EngineProcess process, int stream, Handover row, LinkRows link) {
    return switch (LinkCourse.atDeadline(link, world.now)) {
      case NOTHING -> false;
      case ABORT -> {
        // The first stream decides; the others follow it.
        if (stream == 0) {
          RowTransaction.bring(world, process, 0, new Aborted(world.now, "deadline passed", link));
        }
        yield stream == 0;
      }
      case CANCEL_BLOCKERS -> endBlockers(world, process, stream, row);
    };
  }

  private static boolean endBlockers(World world, EngineProcess process, int stream, Handover row) {
    Site source = world.source(stream);
    boolean waits =
        row.step() == Step.DRAIN && !row.readiness().drained()
            || row.step() == Step.PREPARE && row.terms().cutForm() == CutForm.TOKEN;
    if (!waits || row.times().blockersEnded() || !source.up) {
      return false;
    }
    for (TransactionId id : row.readiness().waitSet().ids()) {
      for (int slot = 0; slot < OpenTransactions.MOST; slot++) {
        if (source.open.state[slot] == OpenTransactions.OPEN
            && source.open.id[slot] == id.value()) {
          source.open.end(slot);
        }
      }
    }
    RowTransaction.bring(world, process, stream, new BlockersEnded(world.now, world.now + 200));
    return true;
  }
}
