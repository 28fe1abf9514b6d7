package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.OpenTransaction;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TrailEnd;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Follow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.BlockersEnded;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.HandoverEvent.CutAsked;
import dev.baton.protocol.handover.HandoverEvent.FirstCommit;
import dev.baton.protocol.handover.HandoverEvent.HandedBack;
import dev.baton.protocol.handover.HandoverEvent.Level;
import dev.baton.protocol.handover.HandoverEvent.NewRestarted;
import dev.baton.protocol.handover.HandoverEvent.Prepared;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.HandoverEvent.ReturnAsked;
import dev.baton.protocol.handover.HandoverEvent.ReturnWithdrawn;
import dev.baton.protocol.handover.HandoverEvent.TakenByForce;
import dev.baton.protocol.handover.HandoverEvent.TokenKnown;
import dev.baton.protocol.handover.HandoverEvent.WindowOver;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import dev.baton.protocol.trail.WaitSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The new engine's side of a handover, for one stream. Its session at the target holds the lock
 * that shows this engine lives, and the row is changed in no other. Owned by the swap's thread, but
 * for the closing transaction of a way back.
 */
final class Incoming implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Incoming.class);

  /** A former engine that has not been heard of for so long is gone. */
  private static final long GONE_MILLIS = 5_000;

  private final Settings settings;
  private final StreamHandle stream;
  private final long id;
  private final InstantSource clock;
  private final Connection control;
  private long askedBackFor = -1;
  private long aloneSinceMillis;

  private Incoming(
      Settings settings, StreamHandle stream, long id, InstantSource clock, Connection control) {
    this.settings = settings;
    this.stream = stream;
    this.id = id;
    this.clock = clock;
    this.control = control;
  }

  /**
   * Shows up at the target. Whatever this engine's earlier process or session was told may have
   * passed it by, so the row hears of the new one at once.
   *
   * @throws BatonException FENCED when another process of this engine's name is there
   */
  static Incoming open(Settings settings, StreamHandle stream, long id, InstantSource clock)
      throws SQLException {
    Connection control = stream.target().openControl("swap");
    Incoming incoming = new Incoming(settings, stream, id, clock, control);
    try {
      if (!stream.target().tryLock(control, stream.presence(settings.engine().id()))) {
        throw new BatonException(
            ErrorCode.FENCED,
            "another process runs as engine %s already; end it, or choose another id"
                .formatted(settings.engine().id()));
      }
      if (incoming.read().handover().step().isBeforeTakeOver()) {
        incoming.move((transaction, locked) -> new NewRestarted(clock.millis()));
      }
      return incoming;
    } catch (SQLException | RuntimeException e) {
      incoming.close();
      throw e;
    }
  }

  StreamHandle stream() {
    return stream;
  }

  HandoverRow read() throws SQLException {
    return HandoverTable.find(control, stream.name().toString(), id).orElseThrow();
  }

  private Decision move(Moves.Facts facts) throws SQLException {
    return Moves.move(control, stream.name(), id, facts);
  }

  /** Does what the row calls for, as far as it can be done now. */
  void act(HandoverRow row, LinkRows link) throws SQLException {
    Handover handover = row.handover();
    follow(handover, link);
    switch (handover.step()) {
      case PREPARE -> prepare();
      case WARM_UP -> {
        if (stream.isLevel()) {
          move((transaction, locked) -> new Level(clock.millis()));
        }
        forceIfDue(handover, link);
      }
      case SHADOW -> forceIfDue(handover, link);
      case TOKEN -> token(handover);
      case DRAIN -> {
        askForCut(handover, link);
        forceIfDue(handover, link);
      }
      case CUT -> forceIfDue(handover, link);
      case TAKE_OVER -> firstCommit(handover);
      case CONFIRM -> {
        if (clock.millis() >= handover.times().windowEndsMillis()) {
          moveIfAllowed(handover, new WindowOver(clock.millis(), link));
        }
      }
      case RETURN -> handBack();
      case RETIRE -> retireForOther(row);
      case DONE, ABORTED -> {}
    }
  }

  /** What the first stream decided for all. */
  private void follow(Handover handover, LinkRows link) throws SQLException {
    Follow follow = LinkCourse.follow(handover, link);
    switch (follow) {
      case NOTHING -> {}
      case ABORT -> moveIfAllowed(handover, new Aborted(clock.millis(), reason(link), link));
      case ASK_RETURN -> moveIfAllowed(handover, new ReturnAsked(clock.millis(), link));
      case WITHDRAW_RETURN -> moveIfAllowed(handover, new ReturnWithdrawn(clock.millis(), link));
      case CLOSE_WINDOW -> moveIfAllowed(handover, new WindowOver(clock.millis(), link));
    }
  }

  private static String reason(LinkRows link) {
    return link.row(link.streams().getFirst())
        .map(first -> first.ending().reason())
        .orElse("the swap was aborted");
  }

  /** The protocol is asked without a lock first: most of the time the answer is to wait. */
  private void moveIfAllowed(Handover seen, HandoverEvent event) throws SQLException {
    if (HandoverProtocol.next(seen, event) instanceof Decision.Accepted) {
      move((transaction, locked) -> event);
    }
  }

  private void prepare() throws SQLException {
    if (!stream.isFollowing()) {
      return;
    }
    TrailEnd slot;
    try (SourceSite source = stream.openSource("swap")) {
      slot = source.look(stream.slot());
    }
    move(
        (transaction, locked) ->
            new Prepared(clock.millis(), slot.confirmed(), progress(transaction)));
  }

  private SourcePosition progress(Connection transaction) throws SQLException {
    return AppliedLog.last(transaction, stream.name().toString()).orElseThrow().position();
  }

  private void token(Handover handover) throws SQLException {
    for (Effect effect : HandoverProtocol.due(handover)) {
      if (effect instanceof Effect.IssueToken issue) {
        TokenPost.Posted posted;
        try (SourceSite source = stream.openSource("swap")) {
          posted = new TokenPost(settings, stream, control).post(source, id, issue);
        }
        move(
            (transaction, locked) ->
                new TokenKnown(
                    clock.millis(),
                    id,
                    issue.sequence(),
                    posted.position(),
                    WaitSet.ofCopiedPosition()));
      }
    }
  }

  private void askForCut(Handover handover, LinkRows link) throws SQLException {
    moveIfAllowed(handover, new CutAsked(clock.millis(), stream.isLevel(), link));
  }

  /** Without asking the current engine: it is to be fenced, or it is gone. */
  private void forceIfDue(Handover handover, LinkRows link) throws SQLException {
    boolean due =
        handover.terms().mode() == Mode.FENCE
            ? stream.isLevel()
            : isGone(control, handover.terms().from());
    if (!due) {
      return;
    }
    String engine = settings.engine().id();
    Ownership.Row owned = Ownership.read(control, stream.name().toString()).orElseThrow();
    boolean present = handover.terms().mode() == Mode.FENCE;
    TakenByForce asked =
        new TakenByForce(
            clock.millis(), engine, owned.generation(), progress(control), present, link);
    if (!(HandoverProtocol.next(handover, asked) instanceof Decision.Accepted)) {
      return;
    }
    stream.target().endOtherLanes(control);
    move(
        (transaction, locked) ->
            new TakenByForce(
                clock.millis(),
                engine,
                Ownership.lock(transaction, stream.name().toString()).orElseThrow().generation(),
                progress(transaction),
                !isGone(transaction, locked.terms().from()),
                link));
  }

  /** Neither the lock of the stream's owner nor that of the engine itself is held. */
  private boolean isGone(Connection at, String engine) {
    return stream.target().isFree(at, stream.lock())
        && stream.target().isFree(at, stream.presence(engine));
  }

  private void firstCommit(Handover handover) throws SQLException {
    String sql =
        "select exists (select from baton.applied"
            + " where stream = ? and generation = ? and not taken)";
    try (PreparedStatement query = control.prepareStatement(sql)) {
      query.setString(1, stream.name().toString());
      query.setLong(2, handover.generation());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          move((transaction, locked) -> new FirstCommit(clock.millis()));
        }
      }
    }
  }

  private void handBack() {
    if (askedBackFor == id) {
      return;
    }
    askedBackFor = id;
    stream.handOver(
        (lane, seq, position) -> {
          try (LinkView link = new LinkView(settings)) {
            Decision decision =
                Moves.within(
                    lane,
                    stream.name(),
                    id,
                    (transaction, locked) ->
                        new HandedBack(
                            clock.millis(),
                            settings.engine().id(),
                            Ownership.lock(transaction, stream.name().toString())
                                .orElseThrow()
                                .generation(),
                            position,
                            !stream
                                .target()
                                .isFree(transaction, stream.presence(locked.terms().from())),
                            link.rows(id)));
            askedBackFor = decision instanceof Decision.Refused ? -1 : id;
            return decision instanceof Decision.Accepted;
          }
        });
  }

  /** A former engine that is gone leaves its traces to its successor. */
  private void retireForOther(HandoverRow row) throws SQLException {
    String former = row.handover().terms().from();
    if (!stream.target().isFree(control, stream.presence(former))) {
      aloneSinceMillis = 0;
      return;
    }
    long now = clock.millis();
    aloneSinceMillis = aloneSinceMillis == 0 ? now : aloneSinceMillis;
    if (now - aloneSinceMillis >= GONE_MILLIS) {
      log.info("{}: engine {} is gone; removing what it left", stream.name(), former);
      Leftovers.remove(
          control, stream, former, LinkNames.slot(settings.link(), former, stream.name().source()));
      move((transaction, locked) -> new Retired(clock.millis()));
    }
  }

  /** Aborts the handover, where its turn has come. */
  Decision abort(String reason, LinkRows link) throws SQLException {
    return move((transaction, locked) -> new Aborted(clock.millis(), reason, link));
  }

  /** Ends the sessions whose transactions the drain waits for, and puts the deadline off once. */
  void endBlockers() throws SQLException {
    Handover handover = read().handover();
    if (handover.step() != Step.DRAIN || handover.readiness().drained()) {
      return;
    }
    List<TransactionId> waited = handover.readiness().waitSet().ids();
    try (SourceSite source = stream.openSource("swap")) {
      source.endSessions(
          source.openTransactions().stream()
              .filter(one -> waited.contains(new TransactionId(one.transactionId())))
              .filter(one -> !one.prepared())
              .map(OpenTransaction::pid)
              .toList());
    }
    long more = handover.times().deadlineMillis() - handover.times().offeredMillis();
    move(
        (transaction, locked) ->
            new BlockersEnded(clock.millis(), clock.millis() + Math.max(0, more)));
  }

  /** Removes what this engine leaves behind in a stream that it does not get. */
  void cleanUp() throws SQLException {
    Leftovers.remove(control, stream, settings.engine().id(), stream.slot());
    move((transaction, locked) -> new Cleaned(clock.millis()));
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
