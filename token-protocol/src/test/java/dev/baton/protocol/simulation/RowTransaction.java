package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.GiveStream;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverProtocol;
import java.util.List;

/**
 * What a driver does around the machine: locks the row, asks, stores what is accepted together with
 * the applied log and the ownership row, commits synchronously.
 */
final class RowTransaction {
  /** What became of it, as far as who brought the event knows. */
  enum Answer {
    ACCEPTED,
    REPEATED,
    REFUSED,
    UNKNOWN
  }

  private RowTransaction() {}

  /** By a process, in the session that holds its engine's lock. */
  static Answer bring(World world, EngineProcess process, int stream, HandoverEvent event) {
    int site = world.target(stream).index;
    if (!world.sessions.works(process, site)) {
      return Answer.UNKNOWN;
    }
    boolean unanswered = world.fires(Fault.LOSE_ANSWER);
    boolean committed = !unanswered || world.dice.oneIn(2);
    Answer answer = committed ? bring(world, stream, event, process.index) : Answer.UNKNOWN;
    if (!unanswered) {
      return answer;
    }
    world.sessions.end(process.index, site);
    world.sessions.lose(process, site);
    return Answer.UNKNOWN;
  }

  /** By the operator's command. */
  static Answer bring(World world, int stream, HandoverEvent event) {
    return world.target(stream).up ? bring(world, stream, event, -1) : Answer.UNKNOWN;
  }

  private static Answer bring(World world, int stream, HandoverEvent event, int process) {
    Site target = world.target(stream);
    Handover row = target.row();
    Decision decision = HandoverProtocol.next(row, event);
    if (world.story.isOn()) {
      world.story.tell(world.step, told(stream, event, decision, process));
    }
    return switch (decision) {
      case Accepted accepted -> {
        world.coverage.transition(row, event.kind(), accepted.next());
        world.invariants.passes(stream, row, event, accepted.next());
        target.store(accepted.next());
        boolean gives = give(world, stream, accepted.effects());
        if (!gives || world.mutant != Mutant.CLOSED_ASYNCHRONOUSLY) {
          target.flush();
        }
        yield Answer.ACCEPTED;
      }
      case Repeated repeated -> Answer.REPEATED;
      case Refused refused -> {
        world.coverage.refusals[refused.why().ordinal()]++;
        yield Answer.REFUSED;
      }
    };
  }

  private static boolean give(World world, int stream, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof GiveStream give) {
        take(
            world,
            stream,
            World.engine(give.engine()),
            give.generation(),
            (int) give.position().value());
        return true;
      }
    }
    return false;
  }

  /** Writes the next number and the ownership row; also at an engine's own start. */
  static void take(World world, int stream, int engine, long generation, int position) {
    Site target = world.target(stream);
    world.invariants.takes(stream, engine, generation, position);
    target.applied.append(generation, engine, position, true, 0);
    target.owner = engine;
    target.generation = generation;
    if (world.story.isOn()) {
      world.story.tell(
          world.step,
          "%s: owner %s generation %d number %d position %d"
              .formatted(
                  World.STREAM_NAMES.get(stream),
                  World.ENGINE_NAMES.get(engine),
                  generation,
                  target.applied.last,
                  position));
    }
  }

  private static String told(int stream, HandoverEvent event, Decision decision, int process) {
    String outcome =
        switch (decision) {
          case Accepted accepted -> "-> " + accepted.next().step();
          case Repeated repeated -> "repeated";
          case Refused refused -> refused.why() + " in " + refused.row().step();
        };
    return "%s: %s by %s %s  %s"
        .formatted(
            World.STREAM_NAMES.get(stream),
            event.kind().words(),
            process < 0 ? "operator" : "process " + process,
            outcome,
            event);
  }
}
