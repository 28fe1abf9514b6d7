package dev.baton.engine.swap.arriving;

import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.Absence;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.engine.swap.row.Locks;
import dev.baton.engine.swap.row.Moves;
import dev.baton.engine.swap.token.TokenInbox;
import dev.baton.engine.workflow.Tasks;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Follow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.HandoverEvent.NewRestarted;
import dev.baton.protocol.handover.HandoverEvent.ReturnAsked;
import dev.baton.protocol.handover.HandoverEvent.ReturnWithdrawn;
import dev.baton.protocol.handover.HandoverEvent.WindowOver;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream on its way to this engine. Its session at the target holds the lock that shows this
 * engine lives, and this engine changes the row in no other, but for the last transaction of a way
 * back. Owned by the swap's thread.
 */
public final class Arrival implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Arrival.class);

  /** What a killed process left behind waits no longer than this for a row's lock. */
  private static final Duration FREED_WITHIN = Duration.ofSeconds(10);

  private final Settings settings;
  private final StreamHandle stream;
  private final long id;
  private final InstantSource clock;
  private final TokenInbox inbox;
  private final Connection control;
  private final String session;
  private final SourceSite source;
  private final Tasks<Step, EventKind, Look> tasks = tasks();
  private final Absence ofFormer;
  private Optional<String> difference = Optional.empty();
  private boolean moved;

  private Arrival(
      Settings settings,
      StreamHandle stream,
      long id,
      InstantSource clock,
      TokenInbox inbox,
      SourceSite source,
      Connection control) {
    this.settings = settings;
    this.stream = stream;
    this.id = id;
    this.clock = clock;
    this.inbox = inbox;
    this.source = source;
    this.control = control;
    this.ofFormer = new Absence(clock);
    this.session = stream.target().session(control);
  }

  /** What the new engine does, a task for each step in which it has something to do. */
  static Tasks<Step, EventKind, Look> tasks() {
    return Tasks.of(
        Step.class,
        EventKind.class,
        List.of(
            new Preparing(),
            new WarmingUp(),
            new Comparing(),
            new Announcing(),
            new Draining(),
            new AwaitingCut(),
            new TakingOver(),
            new Confirming(),
            new HandingBack(),
            new Retiring()));
  }

  /**
   * Shows up at the target. Whatever this engine's earlier process or session was told may have
   * passed it by, so the row hears of the new one at once. What that one left at the server may
   * hold the lock for a while.
   *
   * @param inbox where the tokens are that this engine has read
   * @param source the site that the stream reads; the caller's
   * @param former the session that this process had there before; empty when it had none
   * @throws BatonException FENCED when another process of this engine's name is there
   */
  public static Arrival open(
      Settings settings,
      StreamHandle stream,
      long id,
      InstantSource clock,
      TokenInbox inbox,
      SourceSite source,
      String former)
      throws SQLException {
    Connection control = stream.target().openControl("swap");
    Arrival arrival = new Arrival(settings, stream, id, clock, inbox, source, control);
    try {
      if (!former.isEmpty()) {
        stream.target().endSession(control, former);
      }
      if (!arrival.bePresent()) {
        throw new BatonException(
            ErrorCode.FENCED,
            "another process runs as engine %s already; end it, or choose another id"
                .formatted(arrival.engine()));
      }
      if (arrival.read().handover().step().isBeforeTakeOver()) {
        arrival.move((transaction, locked) -> new NewRestarted(arrival.now()));
      }
      return arrival;
    } catch (SQLException | RuntimeException e) {
      arrival.close();
      throw e;
    }
  }

  private boolean bePresent() {
    long deadline = System.nanoTime() + FREED_WITHIN.toNanos();
    boolean present = stream.target().tryLock(control, stream.presence(engine()));
    while (!present && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      present = stream.target().tryLock(control, stream.presence(engine()));
    }
    return present;
  }

  /** Names the session, for {@link #open} after it was lost. */
  public String session() {
    return session;
  }

  /** The row as it is now. */
  public HandoverRow read() throws SQLException {
    return HandoverTable.find(control, stream.name().toString(), id).orElseThrow();
  }

  /**
   * Does what the first stream decided for all, then what the row's step calls for.
   *
   * @return whether the row may have moved
   */
  public boolean look(HandoverRow row, LinkRows link) throws SQLException {
    moved = false;
    follow(row.handover(), link);
    if (row.handover().step() != Step.SHADOW) {
      stream.endShadow();
    }
    Look look = new Look(this, row, link);
    var task = tasks.in(row.handover().step());
    if (task.isPresent()) {
      task.get().work(look);
    }
    return moved;
  }

  private void follow(Handover handover, LinkRows link) throws SQLException {
    Follow follow = LinkCourse.follow(handover, link);
    switch (follow) {
      case NOTHING -> {}
      case ABORT -> moveIfAllowed(handover, new Aborted(now(), reason(link), link));
      case ASK_RETURN -> moveIfAllowed(handover, new ReturnAsked(now(), link));
      case WITHDRAW_RETURN -> moveIfAllowed(handover, new ReturnWithdrawn(now(), link));
      case CLOSE_WINDOW -> moveIfAllowed(handover, new WindowOver(now(), link));
    }
  }

  private static String reason(LinkRows link) {
    return link.row(link.streams().getFirst())
        .map(first -> first.ending().reason())
        .orElse("the swap was aborted");
  }

  /** What the comparison of both engines' work found; the swap is to be aborted then. */
  public Optional<String> difference() {
    return difference;
  }

  void differs(String what) {
    difference = Optional.of(what);
  }

  /** Aborts the handover, where its turn has come. */
  public Decision abort(String reason, LinkRows link) throws SQLException {
    return move((transaction, locked) -> new Aborted(now(), reason, link));
  }

  /** Ends the sessions whose transactions the drain waits for, and puts the deadline off once. */
  public void endBlockers() throws SQLException {
    BlockersEnd.of(this, read());
  }

  /** Removes what this engine leaves behind in a stream that it does not get. */
  public void cleanUp() throws SQLException {
    Leftovers.remove(control, stream, engine(), stream.slot());
    move((transaction, locked) -> new Cleaned(now()));
  }

  Settings settings() {
    return settings;
  }

  /** The stream that is handed over. */
  public StreamHandle stream() {
    return stream;
  }

  /** The swap's number. */
  long id() {
    return id;
  }

  /** This engine. */
  String engine() {
    return settings.engine().id();
  }

  long now() {
    return clock.millis();
  }

  Connection control() {
    return control;
  }

  /** The tokens that this engine has read in the stream's trail. */
  TokenInbox inbox() {
    return inbox;
  }

  /** The site that the stream reads. */
  SourceSite source() {
    return source;
  }

  Decision move(Moves.Facts facts) throws SQLException {
    moved = true;
    return Moves.move(control, stream.name(), id, facts);
  }

  /** The protocol is asked without a lock first: most of the time the answer is to wait. */
  void moveIfAllowed(Handover seen, HandoverEvent event) throws SQLException {
    if (HandoverProtocol.next(seen, event) instanceof Decision.Accepted) {
      move((transaction, locked) -> event);
    }
  }

  /** The stream's progress, as a transaction at the target sees it. */
  SourcePosition progress(Connection transaction) throws SQLException {
    return AppliedLog.last(transaction, stream.name().toString()).orElseThrow().position();
  }

  /**
   * Whether the former engine, still the owner, has been gone for a while, by looks that touch
   * nothing.
   */
  boolean ownerIsLongGone(String former) throws SQLException {
    return ofFormer.isLong(
        Locks.isHeld(control, stream.lock()) || Locks.isHeld(control, stream.presence(former)));
  }

  /** The same of a former engine that owns the stream no more. */
  boolean formerIsLongGone(String former) throws SQLException {
    return ofFormer.isLong(Locks.isHeld(control, stream.presence(former)));
  }

  /** Whether an engine holds neither the lock of the stream's owner nor that of its presence. */
  boolean isGone(Connection at, String other) {
    return stream.target().isFree(at, stream.lock())
        && stream.target().isFree(at, stream.presence(other));
  }

  @Override
  public void close() {
    try {
      control.close();
    } catch (SQLException e) {
      log.debug("{}: the swap's session had gone already", stream.name(), e);
    }
  }
}
