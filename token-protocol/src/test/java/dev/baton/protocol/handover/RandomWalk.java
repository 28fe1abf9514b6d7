package dev.baton.protocol.handover;

import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Decision.Refused;
import dev.baton.protocol.handover.Decision.Repeated;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.trail.WaitSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Throws events at a row in any order, and holds that every one is answered as it must be. */
final class RandomWalk {
  private final SplittableRandom random;
  private final Walk walk;
  private final List<Transition> taken = new ArrayList<>();

  RandomWalk(long seed) {
    random = new SplittableRandom(seed);
    walk = random.nextInt(4) > 0 ? Walk.alone(terms(Walk.FIRST)) : follower();
  }

  /** A later stream's row; the first is handed over. */
  private Walk follower() {
    Walk second = Walk.beside(terms(Walk.SECOND), Walk.alone(terms(Walk.FIRST)).row);
    second.link = second.link.with(Walk.alone(terms(Walk.FIRST)).to(Step.TAKE_OVER).row);
    return second;
  }

  /** The first stream's engine takes it back. */
  private void abortTheFirst() {
    Walk first = Walk.alone(terms(Walk.FIRST)).to(Step.TAKE_OVER);
    walk.link = walk.link.with(first.then(first.takenBack()).row);
  }

  /** The transitions of forty events. */
  List<Transition> taken() {
    for (int i = 0; i < 40; i++) {
      throwOne();
    }
    return taken;
  }

  private void throwOne() {
    if (walk.link.streams().size() > 1 && random.nextInt(30) == 0) {
      abortTheFirst();
    }
    Handover before = walk.row;
    HandoverEvent event = event();
    switch (HandoverProtocol.next(before, event)) {
      case Accepted accepted -> {
        taken.add(line(before, event, accepted.next()));
        if (accepted.next().generation() < before.generation()) {
          throw new AssertionError("the generation shrank: " + accepted.next());
        }
        walk.row = accepted.next();
      }
      case Repeated repeated -> same(before, repeated.row());
      case Refused refused -> same(before, refused.row());
    }
  }

  private static void same(Handover before, Handover after) {
    if (!before.equals(after)) {
      throw new AssertionError("changed without being accepted: " + after);
    }
  }

  private static Transition line(Handover before, HandoverEvent event, Handover after) {
    return HandoverTransitions.TABLE.transitions().stream()
        .filter(line -> line.from() == before.step() && line.on() == event.kind())
        .filter(line -> line.to() == after.step() && line.when().holds(before))
        .findFirst()
        .orElseThrow(() -> new AssertionError(before.step() + " on " + event));
  }

  private Terms terms(String stream) {
    return new Terms(
        7,
        stream,
        "blue",
        "green",
        Mode.values()[random.nextInt(2)],
        CutForm.values()[random.nextInt(2)],
        random.nextBoolean(),
        DeadlinePolicy.values()[random.nextInt(3)],
        random.nextInt(2));
  }

  private HandoverEvent event() {
    boolean yes = random.nextBoolean();
    return switch (EventKind.values()[1 + random.nextInt(EventKind.values().length - 1)]) {
      case OFFERED, PREPARED -> walk.prepared();
      case LEVEL -> walk.level();
      case AGREED -> new Agreed(walk.now());
      case DIFFERED -> yes ? walk.level() : new Differed(walk.now(), "one", walk.link);
      case TOKEN_KNOWN -> walk.tokenKnown(yes ? Walk.BLOCKED : WaitSet.NOTHING);
      case DRAINED -> walk.drained();
      case BLOCKERS_ENDED -> new BlockersEnded(walk.now(), 99_000);
      case CUT_ASKED -> walk.cutAsked();
      case HANDED_OVER -> walk.handedOver();
      case TAKEN_BY_FORCE -> walk.force(yes);
      case NEW_RESTARTED -> new NewRestarted(walk.now());
      case ABORTED -> yes ? walk.level() : walk.aborted();
      case FIRST_COMMIT -> new FirstCommit(walk.now());
      case RETURN_ASKED -> walk.returnAsked();
      case RETURN_WITHDRAWN -> walk.returnWithdrawn();
      case HANDED_BACK -> walk.handedBack();
      case TAKEN_BACK -> yes ? walk.level() : walk.takenBack();
      case WINDOW_OVER -> walk.windowOver();
      case RETIRED -> new Retired(walk.now());
      case CLEANED -> new Cleaned(walk.now());
    };
  }
}
