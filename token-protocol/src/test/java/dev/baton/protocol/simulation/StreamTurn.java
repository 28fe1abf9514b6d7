package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.Step;

/** One small step of a process on one stream: finds its role, then acts in it. */
final class StreamTurn {
  private StreamTurn() {}

  static void take(World world, EngineProcess process, int stream) {
    int site = world.target(stream).index;
    if (!world.sessions.works(process, site)) {
      world.sessions.open(process, site);
      return;
    }
    switch (process.parts[stream].role) {
      case StreamPart.OWNER -> OwnerTurn.take(world, process, stream);
      case StreamPart.FOLLOWER -> FollowerTurn.take(world, process, stream);
      default -> begin(world, process, stream);
    }
  }

  private static void begin(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    if (target.owner == process.engine) {
      takeAgain(world, process, stream);
    } else if (target.hasRow() && concerns(target.row(), process.engine)) {
      part.role = StreamPart.FOLLOWER;
      part.cursor = world.source(stream).slots[process.engine].confirmed;
      part.tokenAt = 0;
    }
  }

  private static boolean concerns(Handover row, int engine) {
    return World.engine(row.terms().to()) == engine && row.step() != Step.DONE
        || World.engine(row.terms().from()) == engine && row.step().isHandedOver();
  }

  /** Every start of an owner takes the stream under the next generation. */
  private static void takeAgain(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    for (int other = 0; other < EngineProcess.MOST; other++) {
      if (other != process.index && target.applies[other].open) {
        world.sessions.end(other, target.index);
      }
    }
    long generation = HandoverProtocol.nextGeneration(target.generation, target.promised());
    RowTransaction.take(world, stream, process.engine, generation, target.applied.progress());
    target.flush();
    own(world, process, stream, target.applied.progress());
  }

  /** The process owns the stream by the last row of the applied log. */
  static void own(World world, EngineProcess process, int stream, int cut) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    ReadSlot slot = world.source(stream).slots[process.engine];
    if (!slot.exists || slot.confirmed > cut) {
      throw new Violation("no commit lost: the owner's slot is ahead of the cut");
    }
    // Its reader goes on from where it is; what it has read beyond the cut waits in its queue.
    int read = part.role == StreamPart.FOLLOWER ? Math.min(part.cursor, cut) : cut;
    part.lose();
    part.role = StreamPart.OWNER;
    part.cursor = read;
    part.number = target.applied.last;
    part.generation = target.generation;
    part.position = target.applied.progress();
  }
}
