package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.handover.Step;
import java.util.Arrays;

/** What must hold after every step; the guarantees of the design as far as a swap touches them. */
final class Invariants {
  private static final int MOST_GENERATIONS = 200;

  private final World world;

  /** To which handover and engine each generation of a stream belongs. */
  private final long[][] belongsTo = new long[World.STREAMS][MOST_GENERATIONS];

  private final long[] lastGeneration = new long[World.STREAMS];

  Invariants(World world) {
    this.world = world;
  }

  void reset() {
    for (int stream = 0; stream < World.STREAMS; stream++) {
      Arrays.fill(belongsTo[stream], 0);
      lastGeneration[stream] = 0;
    }
  }

  /** After every step of the world. */
  void hold() {
    for (int stream = 0; stream < World.STREAMS; stream++) {
      holdsFor(stream);
    }
  }

  private void holdsFor(int stream) {
    Site target = world.target(stream);
    AppliedRows log = target.applied;
    if (target.generation < lastGeneration[stream]) {
      throw new Violation("the generation shrank: ownership went back");
    }
    if (log.generation[log.last] != target.generation || log.engine[log.last] != target.owner) {
      throw new Violation("one owner: the applied log and the ownership row disagree");
    }
    lastGeneration[stream] = target.generation;
    Trail source = world.source(stream).trail;
    int progress = log.progress();
    if (target.isHalfApplied()) {
      // Only a mutant's: it must be caught by what comes of it, not by what it is.
    } else if (progress > source.end
        || target.replicatedState != (progress == 0 ? 0 : source.stateAfter[progress])) {
      throw new Violation("commit order: the target is not the source at a commit boundary");
    }
    for (ReadSlot slot : world.source(stream).slots) {
      if (slot.exists && slot.confirmed > Math.max(log.durableProgress(), slot.start)) {
        throw new Violation("a slot is ahead of durable progress");
      }
    }
  }

  /** A stream changes hands, or its owner takes it again. */
  void takes(int stream, int engine, long generation, int position) {
    Site target = world.target(stream);
    if (generation <= target.generation) {
      throw new Violation("a generation was given again");
    }
    belong(stream, generation, engine);
    if (position < target.applied.progress()) {
      throw new Violation("a cut before progress");
    }
    if (world.source(stream).trail.stateAfter[position] != target.replicatedState && position > 0) {
      throw new Violation("no commit lost: what lies before the cut is not applied");
    }
  }

  /** A generation is promised by an offer. */
  void promises(int stream, long generation, int engine) {
    if (belongsTo[stream][(int) generation] != 0 || generation <= world.target(stream).generation) {
      throw new Violation("a generation was promised again");
    }
    belong(stream, generation, engine);
  }

  private void belong(int stream, long generation, int engine) {
    long owner = belongsTo[stream][(int) generation];
    if (owner != 0 && owner != engine + 1) {
      throw new Violation("a generation belongs to two engines");
    }
    belongsTo[stream][(int) generation] = engine + 1;
  }

  /** A row of the applied log is written by an apply transaction. */
  void applies(int stream, Apply apply, boolean fenceSkipped) {
    Site target = world.target(stream);
    if (!fenceSkipped && apply.number != target.applied.last + 1) {
      throw new Violation("the world let two engines write one number");
    }
    if (apply.generation != target.generation || apply.engine != target.owner) {
      throw new Violation("one owner: an engine that lost the stream committed");
    }
  }

  /** A source record is applied. */
  void appliesOne(Trail source, int record) {
    if (source.kind[record] != Trail.LOCAL) {
      throw new Violation("no loops: replicated work is sent back");
    }
    if (++source.applied[record] > 1) {
      throw new Violation("exactly once: a commit is applied twice");
    }
  }

  /** The machine accepted an event. */
  void passes(int stream, Handover before, HandoverEvent event, Handover after) {
    if (after.generation() < before.generation()) {
      throw new Violation("a row's generation shrank");
    }
    if (event instanceof HandedOver
        && !world.target(stream).isPresent(World.engine(after.terms().to()))) {
      throw new Violation("handed over to an engine that does not hold its lock");
    }
    if (stream > 0 && after.step() == Step.TAKE_OVER && before.step() != Step.TAKE_OVER) {
      Handover first = world.target(0).row();
      if (first.terms().id() != after.terms().id() || first.cut().made() == Cut.Made.NOT_YET) {
        throw new Violation("the second stream changed hands before the first");
      }
    }
  }

  /** Whether both rows of a swap have ended alike; asked once both are settled. */
  void endsAlike() {
    Handover first = world.target(0).row();
    Handover second = world.target(1).row();
    if (first.terms().id() == second.terms().id()
        && (first.step() == Step.ABORTED) != (second.step() == Step.ABORTED)) {
      throw new Violation("abort is all: one stream is aborted and the other handed over");
    }
    if (world.target(0).owner != world.target(1).owner) {
      throw new Violation("the streams have different owners at the end");
    }
  }
}
