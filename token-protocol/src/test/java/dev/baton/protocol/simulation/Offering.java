package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Offer;
import dev.baton.protocol.handover.Terms;
import java.util.Optional;

/** N offers to take a stream: the first as the operator wished, the others by the first's terms. */
final class Offering {
  private static final long DEADLINE = 600;

  private Offering() {}

  static void take(World world, EngineProcess process, int stream) {
    Site target = world.target(stream);
    if (stream == 0) {
      if (world.wish.swapTo == process.engine) {
        offer(world, process, 0, terms(world, target.owner, world.wish.swapId));
      }
      return;
    }
    Optional<Handover> first = process.parts[0].view();
    if (first.isPresent()
        && !first.get().step().isEnd()
        && World.engine(first.get().terms().to()) == process.engine
        && (!target.hasRow() || target.row().terms().id() < first.get().terms().id())) {
      offer(world, process, stream, first.get().terms());
    }
  }

  /** Another swap of the same stream at the same time: it must be told who holds it. */
  static void rival(World world, int stream) {
    Site target = world.target(stream);
    Handover held = target.row();
    Terms terms = terms(world, target.owner, held.terms().id() + world.dice.below(2));
    Offer offer =
        new Offer(
            terms,
            World.ENGINE_NAMES.get(world.dice.below(World.ENGINES)),
            target.generation,
            world.now,
            world.linkNow(terms.id()),
            world.now);
    Decision decision = HandoverProtocol.offer(Optional.of(held), offer);
    switch (decision) {
      case Accepted accepted -> throw new Violation("two swaps hold one stream");
      case Repeated repeated -> {}
      case Refused refused -> world.coverage.refusals[refused.why().ordinal()]++;
    }
  }

  private static Terms terms(World world, int owner, long id) {
    Dice dice = world.dice;
    return new Terms(
        id,
        World.STREAM_NAMES.get(0),
        World.ENGINE_NAMES.get(owner),
        World.ENGINE_NAMES.get(1 - owner),
        dice.oneIn(5) ? Mode.FENCE : Mode.DRAIN,
        dice.oneIn(2) ? CutForm.TOKEN : CutForm.BOUNDARY,
        dice.oneIn(4),
        DeadlinePolicy.values()[dice.below(3)],
        dice.oneIn(3) ? 0 : dice.below(120));
  }

  private static void offer(World world, EngineProcess process, int stream, Terms terms) {
    Site target = world.target(stream);
    Terms own =
        new Terms(
            terms.id(),
            World.STREAM_NAMES.get(stream),
            terms.from(),
            terms.to(),
            terms.mode(),
            terms.cutForm(),
            terms.shadow(),
            terms.policy(),
            terms.confirmMillis());
    LinkRows link = world.link(process, terms.id());
    long deadline = world.now + 50 + world.dice.below((int) DEADLINE);
    Offer offer =
        new Offer(
            own,
            World.ENGINE_NAMES.get(target.owner),
            target.generation,
            deadline,
            link,
            world.now);
    Decision decision = HandoverProtocol.offer(last(world, target), offer);
    if (world.story.isOn()) {
      world.story.tell(world.step, "offered: " + decision);
    }
    if (decision instanceof Accepted accepted) {
      world.invariants.promises(stream, accepted.next().generation(), World.engine(own.to()));
      target.store(accepted.next());
      target.flush();
      world.coverage.handovers++;
      if (stream == 0) {
        world.wish.swapTo = -1;
      }
    }
  }

  private static Optional<Handover> last(World world, Site target) {
    if (!target.hasRow()) {
      return Optional.empty();
    }
    Handover row = target.row();
    if (world.mutant == Mutant.GENERATION_NOT_BURNED) {
      row =
          new Handover(
              row.terms(),
              row.step(),
              0,
              row.readiness(),
              row.cut(),
              row.times(),
              row.ending(),
              row.history());
    }
    return Optional.of(row);
  }
}
