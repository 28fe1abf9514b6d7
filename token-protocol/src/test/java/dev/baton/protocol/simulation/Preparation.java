package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.Prepared;

/** N opens its read position: a copy of C's slot, or a fresh one. */
final class Preparation {
  private Preparation() {}

  static void prepare(World world, EngineProcess process, int stream, Handover row) {
    Site source = world.source(stream);
    ReadSlot slot = source.slots[process.engine];
    if (slot.exists) {
      int progress = world.target(stream).applied.progress();
      boolean lies = world.mutant == Mutant.READS_FROM_THE_END;
      RowTransaction.bring(
          world,
          process,
          stream,
          new Prepared(
              world.now,
              World.position(lies ? progress : slot.confirmed),
              World.position(progress)));
    } else if (source.up) {
      ReadSlot current = source.slots[World.engine(row.terms().from())];
      if (world.mutant == Mutant.READS_FROM_THE_END && row.terms().cutForm() == CutForm.BOUNDARY) {
        slot.make(source.trail.end, current.seesFrom);
      } else if (row.terms().cutForm() == CutForm.TOKEN) {
        source.flush();
        slot.make(source.trail.end, world.beginnings + 1);
      } else if (current.exists) {
        slot.copy(current);
      }
    }
  }
}
