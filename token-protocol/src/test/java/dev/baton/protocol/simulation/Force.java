package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.TakenByForce;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Mode;

/** N takes the stream without asking: in mode FENCE, or from a C that is gone. */
final class Force {
  private Force() {}

  static boolean wanted(
      World world, EngineProcess process, int stream, Handover row, LinkRows link) {
    Site target = world.target(stream);
    int current = World.engine(row.terms().from());
    boolean fence = row.terms().mode() == Mode.FENCE;
    boolean blindly = world.dice.oneIn(400);
    boolean due = row.readiness().prepared() && (fence || !target.isPresent(current));
    if (!blindly && !(due && world.dice.oneIn(fence ? 6 : world.habits.patience))) {
      return false;
    }
    TakenByForce event =
        new TakenByForce(
            world.now,
            World.ENGINE_NAMES.get(process.engine),
            target.generation,
            World.position(target.applied.progress()),
            target.isPresent(current),
            link);
    // Asked before C's sessions are ended: ended in vain, C would be kept from what is waited for.
    boolean accepted = HandoverProtocol.next(row, event) instanceof Accepted;
    if (!accepted && !blindly) {
      return false;
    }
    if (accepted && world.mutant != Mutant.FENCE_SKIPPED) {
      world.sessions.endAll(current, target.index);
    }
    RowTransaction.bring(world, process, stream, moved(world, stream, event));
    return true;
  }

  /** Ending the sessions may have let a commit through that was on its way. */
  private static TakenByForce moved(World world, int stream, TakenByForce event) {
    Site target = world.target(stream);
    return new TakenByForce(
        event.atMillis(),
        event.engine(),
        target.generation,
        World.position(target.applied.progress()),
        event.currentPresent(),
        event.link());
  }
}
