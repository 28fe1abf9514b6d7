package dev.baton.engine.swap.arriving;

import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.stream.shadow.TransactionDigest;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Holds the digests of two engines against each other, in commit order, as both come in. Compared
 * is what both have noted completely: a transaction that only one of them has there is a
 * difference. Owned by one thread.
 */
final class DigestMerge {
  private SourcePosition done = SourcePosition.NONE;
  private Optional<SourcePosition> began = Optional.empty();
  private long compared;
  private Optional<String> difference = Optional.empty();

  /** Up to where everything both noted is compared. */
  SourcePosition done() {
    return done;
  }

  /** Where the comparison began; empty before it could. */
  Optional<SourcePosition> began() {
    return began;
  }

  /** How many transactions were. */
  long compared() {
    return compared;
  }

  /** The first that differs. */
  Optional<String> difference() {
    return difference;
  }

  /** From where on what both engines noted can be compared next; empty while one has noted none. */
  Optional<SourcePosition> start(Optional<SourcePosition> own, Optional<SourcePosition> theirs) {
    if (own.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(later(done, later(own.get(), theirs.get())));
  }

  /**
   * Compares what lies between two positions.
   *
   * @param own this engine's notes; those outside do not count
   * @param theirs the other's, all between the positions
   */
  void compare(
      SourcePosition start, SourcePosition end, Notes.Page own, List<TransactionDigest> theirs) {
    Deque<TransactionDigest> mine = new ArrayDeque<>();
    for (TransactionDigest digest : own.digests()) {
      if (digest.position().isAfter(start) && !digest.position().isAfter(end)) {
        mine.add(digest);
      }
    }
    Deque<TransactionDigest> others = new ArrayDeque<>(theirs);
    while (difference.isEmpty() && !(mine.isEmpty() && others.isEmpty())) {
      next(mine, others);
    }
    began = began.isPresent() ? began : Optional.of(start);
    done = end;
  }

  private void next(Deque<TransactionDigest> mine, Deque<TransactionDigest> others) {
    int order =
        mine.isEmpty()
            ? 1
            : others.isEmpty() ? -1 : mine.peek().position().compareTo(others.peek().position());
    if (order < 0) {
      difference = Optional.of(mine.poll().named() + ": only the new engine would apply it");
    } else if (order > 0) {
      difference = Optional.of(others.poll().named() + ": only the current engine applies it");
    } else {
      TransactionDigest one = mine.poll();
      TransactionDigest other = others.poll();
      compared++;
      if (!one.whole().equals(other.whole()) || !one.tables().equals(other.tables())) {
        difference =
            Optional.of(one.difference(other) + ": the two engines would not apply the same");
      }
    }
  }

  private static SourcePosition later(SourcePosition one, SourcePosition other) {
    return one.isAfter(other) ? one : other;
  }
}
