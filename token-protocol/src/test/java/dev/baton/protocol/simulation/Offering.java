package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Decision.Accepted;
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
    StreamPart first = process.parts[0];
    if (stream == 0) {
      if (world.wish.swapTo == process.engine) {
        offer(world, process, 0, terms(world, target.owner));
      }
    } else if (first.hasView
        && !first.view.step().isEnd()
        && World.engine(first.view.terms().to()) == process.engine
        && (!target.hasRow() || target.row().terms().id() < first.view.terms().id())) {
      offer(world, process, stream, first.view.terms());
    }
  }

  private static Terms terms(World world, int owner) {
    Dice dice = world.dice;
    return new Terms(
        world.wish.swapId,
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
