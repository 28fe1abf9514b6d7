package dev.baton.engine.apply;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.lane.StreamedTransaction;
import dev.baton.engine.flow.HandOff;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Packs what waits into groups and applies them in source order. What waits decides a group's size:
 * one transaction when the stream keeps up, as many as the settings allow when it is behind.
 * Nothing waits for more to come, but while the reader has more at hand. Owned by one thread.
 *
 * <p>No switch over an event's kind, and no lambda: the JVM links each when it is first met, up to
 * 40 ms in an engine that has just taken a stream over, and the stream stands still meanwhile.
 *
 * <p>A transaction that is dropped by the loop filter writes nothing, or two streams would answer
 * each other's progress for ever; its position is carried by the next group or heartbeat.
 */
public final class ApplyStage {
  private static final long LOOK_UP_MILLIS = 200;
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MILLIS);

  private final HandOff handOff;
  private final Lane lane;
  private final int maxTransactions;
  private final long maxBytes;
  private final Reached reached;
  private final AtToken atToken;
  private final ApplyMeter meter;
  private final AtomicReference<AtBoundary> asked = new AtomicReference<>();
  private long seq;
  private SourcePosition position;
  private boolean abandoned;

  /** Whether the hand-off may still hold what is applied up to where this stage begins. */
  private boolean mayBeApplied;

  private boolean partsDropped;

  /** When the target was last written to or asked, and whether it was only asked. */
  private long touchedNanos;

  private boolean looked;

  /**
   * A stage that goes on from number {@code seq} of the applied log and {@code position}.
   *
   * @param readAhead whether the trail was read before it was known where this stage begins: what
   *     ends at or before {@code position} is left out then. Else the reader leaves it out
   * @param maxTransactions source transactions in a group at the most
   * @param maxBytes bytes of changes in a group at the most, but for one larger transaction
   */
  public ApplyStage(
      HandOff handOff,
      Lane lane,
      int maxTransactions,
      long maxBytes,
      long seq,
      SourcePosition position,
      boolean readAhead,
      Reached reached,
      AtToken atToken,
      ApplyMeter meter) {
    this.handOff = handOff;
    this.lane = lane;
    this.maxTransactions = maxTransactions;
    this.maxBytes = maxBytes;
    this.seq = seq;
    this.position = position;
    this.mayBeApplied = readAhead;
    this.reached = reached;
    this.atToken = atToken;
    this.meter = meter;
  }

  /**
   * Asks for a control operation: it runs on the applying thread at the next commit boundary,
   * before anything that is still buffered. A transaction that is applied as it streams is given
   * back for it: its end may be far. One at a time; a later one takes the earlier one's place. Any
   * thread.
   */
  public void atBoundary(AtBoundary operation) {
    asked.set(operation);
    handOff.wake();
  }

  /**
   * Applies until the hand-off is closed and drained, a control operation or a token ends the
   * stage, or something fails.
   *
   * @return whether a control operation or a token ended it
   */
  public boolean run() throws InterruptedException {
    while (!handOff.isDrained()) {
      AtBoundary operation = asked.getAndSet(null);
      if (operation != null && operation.ends(lane, seq, position)) {
        return true;
      }
      if (abandoned) {
        throw new BatonException(
            ErrorCode.TRANSIENT,
            "a control operation that did not end the stream came into a large transaction; reading it again");
      }
      Optional<TrailEvent> event = handOff.take(LOOK_UP_MILLIS);
      settle();
      if (event.isPresent() && !isApplied(event.get())) {
        if (event.get() instanceof Message message && message.isToken()) {
          if (atToken.ends(lane, seq, message)) {
            return true;
          }
        } else if (event.get() instanceof TransactionPart part && !part.whole()) {
          streamed(part);
        } else {
          grouped(event.get());
        }
      }
    }
    if (!lane.isSettled()) {
      lane.flush();
    }
    return false;
  }

  /**
   * Each group tells what of those before it is durable; where none has come for a while the target
   * is asked, and then made to write what it has.
   */
  private void settle() {
    if (lane.isSettled()) {
      looked = false;
    } else if (System.nanoTime() - touchedNanos >= SETTLE_NANOS) {
      if (looked) {
        lane.flush();
      } else {
        lane.look();
      }
      looked = !looked;
      touchedNanos = System.nanoTime();
    }
  }

  /**
   * Whether the stream's former owner applied the event. The trail comes in commit order, so one
   * event after the position shows that none before it is left.
   *
   * @throws BatonException TRANSIENT when parts were dropped of a transaction that turns out to be
   *     new: only its last part tells
   */
  private boolean isApplied(TrailEvent event) {
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

  private void grouped(TrailEvent first) {
    List<TransactionPart> parts = new ArrayList<>();
    long bytes = 0;
    long rows = 0;
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
      }
      heartbeat |= event instanceof Message;
      commitMicros = event.commitMicros();
      end = event.position();
      next = parts.size() < maxTransactions && bytes < maxBytes ? nextWhole() : Optional.empty();
    }
    if (!parts.isEmpty() || heartbeat) {
      commit(new Group(parts, end, commitMicros, parts.size(), rows));
    }
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

  private void commit(Group group) {
    long began = System.nanoTime();
    lane.apply(seq + 1, group);
    committed(group, began);
  }

  private void streamed(TransactionPart first) throws InterruptedException {
    long began = System.nanoTime();
    StreamedTransaction transaction =
        StreamedTransaction.begin(lane, seq + 1, position, first.commitMicros());
    TransactionPart part = first;
    transaction.write(part);
    while (!part.last()) {
      if (asked.get() != null) {
        transaction.abandon();
        abandoned = true;
        return;
      }
      Optional<TrailEvent> next = handOff.take(LOOK_UP_MILLIS);
      if (next.isPresent()) {
        part = (TransactionPart) next.get();
        transaction.write(part);
      } else if (handOff.isDrained()) {
        transaction.abandon();
        return;
      }
    }
    committed(transaction.commit(part), began);
  }

  private void committed(Group group, long began) {
    seq++;
    position = group.position();
    touchedNanos = System.nanoTime();
    looked = false;
    meter.committed(
        group.transactions(), group.rows(), group.commitMicros(), System.nanoTime() - began);
    reached.applied(seq, position, group.commitMicros());
  }
}
