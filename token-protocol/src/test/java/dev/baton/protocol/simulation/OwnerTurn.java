package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.HandedBack;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.token.Purpose;

/** The owner of a stream: reads, applies, acknowledges, and hands over when asked. */
final class OwnerTurn {
  private OwnerTurn() {}

  static void take(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    Apply apply = target.applies[process.index];
    if (apply.open) {
      commit(world, process, stream, apply);
    } else if (part.cutSeen || part.cutAt > 0) {
      close(world, process, stream);
    } else if (world.dice.oneIn(4)) {
      look(process, stream, target);
    } else if (world.dice.oneIn(4)) {
      acknowledge(world, process, stream);
    } else {
      ReadAhead.group(world, process, stream);
    }
  }

  /** Reads the handover's row; what it says is acted on later, when it may have changed. */
  private static void look(EngineProcess process, int stream, Site target) {
    if (target.hasRow()) {
      Handover row = target.row();
      boolean asked =
          row.step() == Step.CUT
                  && row.terms().cutForm() == CutForm.BOUNDARY
                  && World.engine(row.terms().from()) == process.engine
              || row.step() == Step.RETURN && World.engine(row.terms().to()) == process.engine;
      process.parts[stream].cutSeen = asked;
      process.parts[stream].cutHandover = row.terms().id();
    }
  }

  private static void commit(World world, EngineProcess process, int stream, Apply apply) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    if (world.mutant == Mutant.PROGRESS_OUTSIDE && !apply.dataCommitted) {
      apply.dataCommitted = true;
      target.halfApplied = true;
      ApplyGroup.writeData(world, target, apply, stream);
      return;
    }
    if (world.fires(Fault.LOSE_ANSWER)) {
      apply.sent = true;
      world.sessions.end(process.index, target.index);
      world.sessions.lose(process, target.index);
      return;
    }
    ApplyGroup.commit(world, target, apply);
    part.number = apply.number;
    part.position = apply.to;
  }

  /** Slots are told of what is durable, never of more. */
  private static void acknowledge(World world, EngineProcess process, int stream) {
    Site source = world.source(stream);
    AppliedRows log = world.target(stream).applied;
    if (source.up) {
      boolean early = world.mutant == Mutant.ACKNOWLEDGED_TOO_EARLY;
      ReadSlot slot = source.slots[process.engine];
      slot.confirmed = Math.max(slot.confirmed, early ? log.progress() : log.durableProgress());
    }
  }

  /** The closing transaction: all it was given is committed. */
  private static void close(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    Handover row = target.row();
    RowTransaction.Answer answer =
        row.step() == Step.RETURN
            ? handBack(world, process, stream, row)
            : handOver(world, process, stream, row);
    if (answer == RowTransaction.Answer.ACCEPTED || answer == RowTransaction.Answer.REPEATED) {
      part.lose();
    } else if (answer == RowTransaction.Answer.REFUSED) {
      // The token is passed; whoever wants a cut still must ask again.
      part.cursor = Math.max(part.cursor, part.cutAt);
      part.cutAt = 0;
      part.cutSeen = false;
    }
  }

  private static RowTransaction.Answer handOver(
      World world, EngineProcess process, int stream, Handover row) {
    Site target = world.target(stream);
    StreamPart part = process.parts[stream];
    boolean present =
        world.mutant == Mutant.NEW_NOT_REQUIRED_ALIVE
            || target.isPresent(World.engine(row.terms().to()));
    boolean atToken = part.cutAt > 0;
    return RowTransaction.bring(
        world,
        process,
        stream,
        new HandedOver(
            world.now,
            part.cutHandover,
            World.ENGINE_NAMES.get(process.engine),
            target.generation,
            World.position(atToken ? part.cutAt : part.position),
            atToken ? part.cutSequence : 0,
            present));
  }

  private static RowTransaction.Answer handBack(
      World world, EngineProcess process, int stream, Handover row) {
    Site target = world.target(stream);
    return RowTransaction.bring(
        world,
        process,
        stream,
        new HandedBack(
            world.now,
            World.ENGINE_NAMES.get(process.engine),
            target.generation,
            World.position(process.parts[stream].position),
            target.isPresent(World.engine(row.terms().from())),
            world.link(process, row.terms().id())));
  }

  /** A token in the trail, in its place in the order. */
  static void meetToken(World world, EngineProcess process, int stream, int record) {
    StreamPart part = process.parts[stream];
    TokenIntake.admit(world, process, stream, record)
        .ifPresent(
            token -> {
              if (token.purpose() == Purpose.CUT
                  && World.engine(world.target(stream).row().terms().from()) == process.engine) {
                part.cutAt = record;
                part.cutHandover = token.handover();
                part.cutSequence = token.sequence();
              }
            });
  }
}
