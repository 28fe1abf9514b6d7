package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.HandoverEvent.Cleaned;

/** After an abort: N's slot goes, then the row says so. By N, or by the operator for it. */
final class CleaningUp {
  private CleaningUp() {}

  static void take(World world, int engine, int stream) {
    Site source = world.source(stream);
    if (source.slots[engine].exists) {
      if (source.up) {
        source.slots[engine].drop();
      }
    } else {
      RowTransaction.bring(world, stream, new Cleaned(world.now));
    }
  }
}
