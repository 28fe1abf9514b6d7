package dev.baton.engine.apply;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.hazard.Hazards;
import dev.baton.engine.apply.lane.CommitOrder;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.lane.Numbered;
import dev.baton.engine.apply.lane.StreamedTransaction;
import dev.baton.engine.flow.Deputy;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Applies what is read, in source order. The thread that runs it leads: it takes what comes, meets
 * tokens and control operations when everything before them is committed, and applies groups
 * itself. Other lanes help it when more waits than one can carry, see {@link Intake}.
 *
 * <p>No switch over an event's kind, and no lambda on the way: the JVM links each when it is first
 * met, up to 40 ms in an engine that has just taken a stream over, and the stream stands still
 * meanwhile.
 */
public final class ApplyStage {
  private static final long LOOK_UP_MILLIS = 200;

  /** So few commit with their message: the reader is kept for one answer of the server. */
  private static final int FEW_CHANGES = 64;

  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MILLIS);

  private final HandOff handOff;
  private final Lanes lanes;
  private final Lane lane;
  private final Packing packing;
  private final CommitOrder order;
  private final Intake intake;
  private final FurtherLanes further;
  private final Reached reached;
  private final AtToken atToken;
  private final ApplyMeter meter;
  private final OnReader onReader = new OnReader();
  private boolean abandoned;

  /** When the target was last written to or asked. */
  private volatile long touchedNanos = System.nanoTime();

  /** When it was last asked, where it was not written to since. */
  private long lookedNanos;

  /**
   * The lanes of a stream.
   *
   * @param leading its first; closed by whoever opened it
   * @param open opens another by its number, which is above 0
   * @param count how many there may be
   * @param tables resolves tables for finding hazards
   */
  public record Lanes(
      Lane leading,
      IntFunction<Lane> open,
      int count,
      Function<SourceTable, Optional<TargetTable>> tables) {}

  /**
   * A stage that goes on from number {@code seq} of the applied log and {@code position}.
   *
   * @param maxTransactions source transactions in a group at the most
   * @param maxBytes bytes of changes in a group at the most, but for one larger transaction
   * @param readAhead whether the trail was read before it was known where this stage begins: what
   *     ends at or before {@code position} is left out then. Else the reader leaves it out
   */
  public ApplyStage(
      String name,
      HandOff handOff,
      Lanes lanes,
      int maxTransactions,
      long maxBytes,
      long seq,
      SourcePosition position,
      boolean readAhead,
      Reached reached,
      AtToken atToken,
      ApplyMeter meter) {
    this.handOff = handOff;
    this.lanes = lanes;
    this.lane = lanes.leading();
    this.packing = new Packing(handOff, maxTransactions, maxBytes, position, readAhead);
    this.order = new CommitOrder(seq);
    this.intake =
        new Intake(
            packing,
            new Hazards(lanes.tables()),
            order,
            lanes.count() - 1,
            maxBytes * lanes.count(),
            seq);
    this.further = new FurtherLanes(name, intake, order, lanes.open(), this::apply, this::failed);
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
    intake.ask(operation);
    handOff.wake();
  }

  /**
   * Applies until the hand-off is closed and drained, a control operation or a token ends the
   * stage, or something fails.
   *
   * @return whether a control operation or a token ended it
   */
  public boolean run() throws InterruptedException {
    try {
      return lead();
    } catch (RuntimeException e) {
      throw order.stop(e);
    } finally {
      further.close();
    }
  }

  /**
   * Takes a group of nothing and applies it nowhere: in a process that is about to own the stream
   * its classes are loaded then. On a stage that is not run.
   */
  public void rehearse() throws InterruptedException {
    intake.lock();
    try {
      intake.number(new Group(List.of(), packing.position(), 0, 0, 0));
      intake.call();
    } finally {
      intake.unlock();
    }
  }

  private boolean lead() throws InterruptedException {
    while (!handOff.isDrained()) {
      order.check();
      Taken taken = take();
      if (taken.over()) {
        return true;
      }
      if (taken.work() != null) {
        apply(lane, taken.work());
      }
    }
    intake.lock();
    try {
      intake.settle();
    } finally {
      intake.unlock();
    }
    if (!lane.isSettled()) {
      lane.flush();
    }
    return false;
  }

  /**
   * What the leading lane took.
   *
   * @param over whether a control operation or a token ended the stage
   * @param work a group to apply, or {@code null}
   */
  private record Taken(boolean over, Numbered work) {
    static final Taken NOTHING = new Taken(false, null);
    static final Taken END = new Taken(true, null);
  }

  /** Takes the next thing under the intake's lock; whatever ends the stage closes the intake. */
  private Taken take() throws InterruptedException {
    intake.lock();
    Taken taken = Taken.END;
    try {
      taken = taken();
      return taken;
    } finally {
      if (taken.over()) {
        intake.close();
      }
      intake.unlock();
    }
  }

  private Taken taken() throws InterruptedException {
    Optional<AtBoundary> operation = intake.asked();
    if (operation.isPresent()) {
      intake.settle();
      if (operation.get().ends(lane, intake.seq(), packing.position())) {
        return Taken.END;
      }
    }
    if (abandoned) {
      throw new BatonException(
          ErrorCode.TRANSIENT,
          "a control operation that did not end the stream came into a large transaction; reading it again");
    }
    Optional<TrailEvent> event = handOff.take(LOOK_UP_MILLIS, onReader);
    if (onReader.left != null) {
      return onReader.takeBack();
    }
    makeDurable();
    if (event.isEmpty() || packing.isApplied(event.get())) {
      return Taken.NOTHING;
    }
    if (event.get() instanceof Message message && message.isToken()) {
      intake.settle();
      return atToken.ends(lane, intake.seq(), message) ? Taken.END : Taken.NOTHING;
    }
    if (event.get() instanceof TransactionPart part && !part.whole()) {
      intake.settle();
      streamed(part);
      return Taken.NOTHING;
    }
    return grouped(event.get());
  }

  /**
   * Each group tells what of those before it is durable; where none has come for a while the target
   * is asked, and then made to write what it has.
   */
  private void makeDurable() {
    long touched = touchedNanos;
    if (!lane.isSettled() && System.nanoTime() - touched >= SETTLE_NANOS) {
      if (touched == lookedNanos) {
        lane.flush();
        touchedNanos = System.nanoTime();
      } else {
        lane.look();
        lookedNanos = System.nanoTime();
        touchedNanos = lookedNanos;
      }
    }
  }

  private Taken grouped(TrailEvent first) {
    Optional<Group> group = packing.group(first);
    if (group.isEmpty()) {
      return Taken.NOTHING;
    }
    Numbered work = intake.number(group.get());
    intake.call();
    if (intake.isCalled()) {
      further.start(lanes.count() - 1);
    }
    return new Taken(false, work);
  }

  /**
   * The leading lane on the reading thread, where a small transaction comes by itself: it is
   * applied sooner than the leading thread would have woken up for it. That thread waits under the
   * intake's lock meanwhile, with nothing in hand; so nothing is taken beside it, and what it has
   * to meet (tokens, control operations, an end) it meets at the next commit boundary as ever.
   *
   * <p>A lock of an application's at the target holds up whoever applies. That is to be the leading
   * thread: a reader that waits takes nothing more from its source, and knows nothing of what comes
   * there.
   */
  private final class OnReader implements Deputy {

    /** What a lock was in the way of. */
    private Numbered left;

    /** What is larger, or has to wait, would keep the reader from what comes behind it. */
    @Override
    public boolean actsOn(TrailEvent event) {
      return event instanceof TransactionPart part
          && part.whole()
          && part.changes().size() <= FEW_CHANGES
          && !intake.isAsked()
          && order.isCommitted(intake.seq());
    }

    @Override
    public boolean act(TrailEvent event) throws InterruptedException {
      // Nothing waits behind it, so there is nothing to call other lanes for.
      Optional<Group> group = packing.isApplied(event) ? Optional.empty() : packing.group(event);
      if (group.isPresent()) {
        Numbered work = intake.number(group.get());
        long began = System.nanoTime();
        if (!lane.applySoon(work)) {
          left = work;
          return false;
        }
        applied(work, began);
      }
      return true;
    }

    /** The leading thread goes on with what was left. */
    private Taken takeBack() {
      Numbered work = left;
      left = null;
      return new Taken(false, work);
    }
  }

  /** Applies a group; any lane's thread. */
  private void apply(Lane on, Numbered work) throws InterruptedException {
    long began = System.nanoTime();
    long waits = on.waits();
    long givenWay = on.givenWay();
    long waited = on.waitedNanos();
    on.apply(work, order);
    meter.met(on.waits() - waits, on.givenWay() - givenWay);
    applied(work, began + on.waitedNanos() - waited);
  }

  private void applied(Numbered work, long began) {
    intake.committed(work.group());
    committed(work.seq(), work.group(), began);
  }

  /** A lane that helps has ended the stream: the leading one is to notice at once. */
  private void failed() {
    lane.cancel();
    handOff.wake();
  }

  private void streamed(TransactionPart first) throws InterruptedException {
    long began = System.nanoTime();
    StreamedTransaction transaction =
        StreamedTransaction.begin(lane, intake.seq() + 1, packing.position(), first.commitMicros());
    TransactionPart part = first;
    transaction.write(part);
    while (!part.last()) {
      if (intake.isAsked()) {
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
    Group whole = transaction.commit(part);
    packing.passed(whole.position());
    committed(intake.next(), whole, began);
  }

  /** In the order of the numbers: the next lane commits when this one is through. */
  private void committed(long seq, Group group, long began) {
    touchedNanos = System.nanoTime();
    meter.committed(group.transactions(), group.rows(), group.commitMicros(), touchedNanos - began);
    reached.applied(seq, group.position(), group.commitMicros());
    order.committed(seq);
  }
}
