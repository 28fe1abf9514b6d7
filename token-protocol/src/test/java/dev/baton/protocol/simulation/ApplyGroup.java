package dev.baton.protocol.simulation;

import dev.baton.protocol.origin.LoopRule;
import dev.baton.protocol.origin.OriginMark;

/** Commits apply transactions: the row of the applied log, the changes, and the origin mark. */
final class ApplyGroup {
  private static final OriginMark NO_MARK = new OriginMark.None();

  private static final OriginMark[][] MARKS = {
    {new OriginMark.Applied("east", "blue"), new OriginMark.Applied("east", "green")},
    {new OriginMark.Applied("west", "blue"), new OriginMark.Applied("west", "green")}
  };

  private ApplyGroup() {}

  /** Whether the reader of a trail sends a record on. */
  static boolean isSentOn(Trail trail, int stream, int record, ReadSlot slot) {
    return switch (trail.kind[record]) {
      case Trail.LOCAL ->
          LoopRule.judge(NO_MARK).isSentOn() && trail.began[record] >= slot.seesFrom;
      case Trail.APPLY -> LoopRule.judge(mark(trail, stream, record)).isSentOn();
      default -> false;
    };
  }

  private static OriginMark mark(Trail trail, int stream, int record) {
    return trail.mark[record] < 0 ? NO_MARK : MARKS[1 - stream][trail.mark[record]];
  }

  /** Commits an open apply transaction. */
  static void commit(World world, Site target, Apply apply) {
    int stream = World.streamInto(target.index);
    apply.open = false;
    if (!apply.dataCommitted) {
      writeData(world, target, apply, stream);
    }
    target.halfApplied = false;
    boolean skipped = world.mutant == Mutant.FENCE_SKIPPED;
    world.invariants.applies(stream, apply, skipped);
    target.applied.append(apply.generation, apply.engine, apply.to, false, target.trail.end);
    if (!world.habits.asynchronousApply) {
      target.flush();
    }
    if (world.story.isOn()) {
      world.story.tell(
          world.step,
          "%s: %s applies %d..%d as number %d, generation %d"
              .formatted(
                  World.STREAM_NAMES.get(stream),
                  World.ENGINE_NAMES.get(apply.engine),
                  apply.after + 1,
                  apply.to,
                  target.applied.last,
                  apply.generation));
    }
  }

  static void writeData(World world, Site target, Apply apply, int stream) {
    Trail trail = target.trail;
    int record = trail.append(Trail.APPLY);
    System.arraycopy(target.replicated, 0, trail.before, record * Trail.OWN_KEYS, Trail.OWN_KEYS);
    boolean forgotten = world.mutant == Mutant.MARK_FORGOTTEN && apply.engine == 1;
    trail.mark[record] = (byte) (forgotten ? -1 : apply.engine);
    ReadSlot slot = world.source(stream).slots[apply.engine];
    Trail source = world.source(stream).trail;
    for (int from = apply.after + 1; from <= apply.to; from++) {
      if (isSentOn(source, stream, from, slot)) {
        writeOne(world, target, source, from);
      }
    }
  }

  private static void writeOne(World world, Site target, Trail source, int record) {
    world.invariants.appliesOne(source, record);
    for (int i = 0; i < source.writes[record]; i++) {
      int at = record * Trail.WRITES + i;
      target.write(source.keys[at], source.values[at]);
    }
  }
}
