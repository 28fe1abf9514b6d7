package dev.baton.engine.stream.shadow;

import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The digests of the transactions of one stream, in commit order and without a gap from a position
 * on, until somebody has dealt with them. Bounded: when it overflows, what it holds is given up and
 * counted, and it begins anew behind it. Any thread.
 */
public final class Notes {
  private final long mostBytes;
  private final Deque<TransactionDigest> digests = new ArrayDeque<>();
  private Optional<SourcePosition> from = Optional.empty();
  private SourcePosition to = SourcePosition.NONE;
  private long bytes;
  private long missed;

  Notes(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * What was noted.
   *
   * @param from position after which every transaction was noted; empty before anything was read
   * @param to position up to which
   * @param missed how many transactions could not be noted since the beginning; none lies after
   *     {@code from}
   * @param digests those between, in commit order
   */
  public record Page(
      Optional<SourcePosition> from,
      SourcePosition to,
      long missed,
      List<TransactionDigest> digests) {
    public Page {
      digests = List.copyOf(digests);
    }
  }

  /** The next ones, which stay until {@link #forget}. */
  public synchronized Page page(int most) {
    List<TransactionDigest> next = new ArrayList<>(digests.stream().limit(most).toList());
    SourcePosition end = next.size() < digests.size() ? next.getLast().position() : to;
    return new Page(from, end, missed, next);
  }

  /** Forgets what ends at or before a position: it was dealt with. */
  public synchronized void forget(SourcePosition upTo) {
    while (!digests.isEmpty() && !digests.peek().position().isAfter(upTo)) {
      bytes -= digests.poll().bytes();
    }
  }

  synchronized boolean hasBegun() {
    return from.isPresent();
  }

  synchronized void begin(SourcePosition after) {
    from = Optional.of(after);
    to = after;
  }

  /** What was read before, by a run that ended, is not noted twice. */
  synchronized boolean isNew(SourcePosition position) {
    return position.isAfter(to);
  }

  /** Notes the next transaction; answers whether there was room. */
  synchronized boolean note(TransactionDigest digest) {
    if (bytes + digest.bytes() > mostBytes) {
      giveUp(digest.position());
      return false;
    }
    digests.add(digest);
    bytes += digest.bytes();
    to = digest.position();
    return true;
  }

  /** Nothing is written for what ends here. */
  synchronized void pass(SourcePosition position) {
    to = position;
  }

  /** A transaction could not be noted: what was, is of no use, and it begins anew behind it. */
  synchronized void giveUp(SourcePosition upTo) {
    missed += digests.size() + 1;
    digests.clear();
    bytes = 0;
    begin(upTo);
  }
}
