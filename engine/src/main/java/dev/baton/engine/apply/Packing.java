package dev.baton.engine.apply;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.flow.HandOff;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packs what waits into groups. What waits decides a group's size: one transaction when the stream
 * keeps up, as many as the settings allow when it is behind. Nothing waits for more to come, but
 * while the reader has more at hand. Owned by one thread at a time.
 *
 * <p>A transaction that is dropped by the loop filter writes nothing, or two streams would answer
 * each other's progress for ever; its position is carried by the next group or heartbeat.
 */
final class Packing {
  private final HandOff handOff;
  private final int maxTransactions;
  private final long maxBytes;
  private SourcePosition position;

  /** Whether the hand-off may still hold what is applied up to where packing begins. */
  private boolean mayBeApplied;

  private boolean partsDropped;

  /**
   * @param maxTransactions source transactions in a group at the most
   * @param maxBytes bytes of changes in a group at the most, but for one larger transaction
   * @param position up to which everything is applied
   * @param readAhead whether the trail was read before that was known: what ends at or before
   *     {@code position} is left out then. Else the reader leaves it out
   */
  Packing(
      HandOff handOff,
      int maxTransactions,
      long maxBytes,
      SourcePosition position,
      boolean readAhead) {
    this.handOff = handOff;
    this.maxTransactions = maxTransactions;
    this.maxBytes = maxBytes;
    this.position = position;
    this.mayBeApplied = readAhead;
  }

  /** Up to which everything is applied once all that was packed is. */
  SourcePosition position() {
    return position;
  }

  /** A transaction that is applied as it is read was applied up to there. */
  void passed(SourcePosition end) {
    position = end;
  }

  /**
   * Whether the stream's former owner applied the event. The trail comes in commit order, so one
   * event after the position shows that none before it is left.
   *
   * @throws BatonException TRANSIENT when parts were dropped of a transaction that turns out to be
   *     new: only its last part tells
   */
  boolean isApplied(TrailEvent event) {
    if (!mayBeApplied) {
      return false;
    }
    if (event instanceof TransactionPart part && !part.last()) {
      partsDropped = true;
      return true;
    }
    if (!event.position().isAfter(position)) {
      partsDropped = false;
      return true;
    }
    if (partsDropped) {
      throw new BatonException(
          ErrorCode.TRANSIENT,
          "a large transaction comes first after the stream was handed over; reading it from its beginning");
    }
    mayBeApplied = false;
    return false;
  }

  /**
   * Packs an event and what follows it.
   *
   * @return empty where nothing of it has to be written
   */
  Optional<Group> group(TrailEvent first) {
    List<TransactionPart> parts = new ArrayList<>();
    long bytes = 0;
    long rows = 0;
    int transactions = 0;
    long commitMicros = 0;
    boolean heartbeat = false;
    SourcePosition end = position;
    Optional<TrailEvent> next = Optional.of(first);
    while (next.isPresent()) {
      TrailEvent event = next.get();
      if (event instanceof TransactionPart part && !part.changes().isEmpty()) {
        parts.add(part);
        bytes += part.bytes();
        rows += part.changes().size();
        transactions += part.transactions();
      }
      heartbeat |= event instanceof Message;
      commitMicros = event.commitMicros();
      end = event.position();
      next = parts.size() < maxTransactions && bytes < maxBytes ? nextWhole() : Optional.empty();
    }
    if (parts.isEmpty() && !heartbeat) {
      return Optional.empty();
    }
    position = end;
    return Optional.of(new Group(parts, end, commitMicros, transactions, rows));
  }

  /**
   * The next group, where so much waits that another lane has work with it.
   *
   * @return empty where less waits, or what must be met when everything before it is committed
   */
  Optional<Group> backlog() {
    return isBacklog() ? nextWhole().flatMap(this::group) : Optional.empty();
  }

  /** Whether {@link #backlog} is worth asking. */
  boolean isBacklog() {
    return !mayBeApplied && handOff.holds(maxBytes / 2, Math.max(2, maxTransactions / 2));
  }

  private Optional<TrailEvent> nextWhole() {
    Optional<TrailEvent> head = handOff.peek();
    return head.isPresent() && isGrouped(head.get()) ? handOff.poll() : Optional.empty();
  }

  /** A token ends a group: what committed before it is to be committed when it is met. */
  private static boolean isGrouped(TrailEvent event) {
    return event instanceof TransactionPart part
        ? part.whole()
        : !(event instanceof Message message && message.isToken());
  }
}
