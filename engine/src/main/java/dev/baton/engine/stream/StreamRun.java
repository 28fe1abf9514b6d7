package dev.baton.engine.stream;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.ApplyStage;
import dev.baton.engine.apply.AtBoundary;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.lane.Rehearsal;
import dev.baton.engine.apply.sql.TargetTables;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.loopfilter.LoopFilter;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.stream.StreamHandle.LastTransaction;
import dev.baton.engine.stream.shadow.Shadow;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a stream's stages: from the recorded progress until it is told to end or something
 * fails. Reading happens on the reader's threads, applying on the caller's, or on the reader's in
 * its place; the hand-off is all they share. Resuming needs nothing from an earlier run: it starts
 * from the applied log alone.
 */
final class StreamRun implements AuditTrailReader.Receiver {
  private static final Logger log = LoggerFactory.getLogger(StreamRun.class);

  private final StreamSettings settings;
  private final TargetSite target;
  private final StreamReadiness ready;
  private final StreamGauge gauge;
  private final StreamMeters meters;
  private final TokenReader tokens;
  private final Runnable onReading;
  private final HandOff handOff;
  private final LoopFilter loopFilter;
  private final Shadow shadow;
  private final Heartbeat heartbeat;
  private final AtomicReference<BatonException> failure = new AtomicReference<>();
  private final AtomicReference<AtBoundary> asked = new AtomicReference<>();
  private volatile ApplyStage stage;
  private volatile boolean owns = true;
  private volatile boolean following;
  private volatile boolean ending;
  private volatile boolean beginsAgain;

  /** Up to which the trail was read; the reader's. */
  private SourcePosition passed;

  StreamRun(
      StreamSettings settings,
      TargetSite target,
      StreamReadiness ready,
      StreamGauge gauge,
      StreamMeters meters,
      Shadow shadow,
      TokenReader tokens,
      Runnable onReading) {
    this.settings = settings;
    this.target = target;
    this.ready = ready;
    this.gauge = gauge;
    this.meters = meters;
    this.tokens = tokens;
    this.onReading = onReading;
    this.handOff =
        new HandOff(
            settings.handOffBytes(),
            settings.groupBytes(),
            settings.all().apply().maxGroupTransactions());
    this.loopFilter =
        new LoopFilter(
            ready.filterByOrigin(),
            LinkNames.marksReplicated(settings.link(), settings.name().back()));
    this.heartbeat = new Heartbeat(settings);
    this.shadow = shadow;
    this.passed = ready.progress().position();
  }

  /**
   * What a run has that reads along first.
   *
   * @param taken told once the stream is this engine's, before anything is applied
   */
  record Succeeding(Follower follower, Consumer<Progress> taken) {}

  /**
   * Runs until {@link #end} and everything buffered is applied, or a control operation ends it.
   *
   * @return whether a control operation or a token ended it; if not, it ended as it was told to, or
   *     has to begin again
   * @throws BatonException why it ended otherwise
   */
  boolean run(Optional<Succeeding> succeeding) throws InterruptedException {
    Progress from = ready.progress();
    gauge.starts(from.position());
    meters.attach(handOff, loopFilter);
    owns = succeeding.isEmpty();
    following = !owns;
    boolean over;
    AuditTrailReader reading = ready.source().reader(readerSettings());
    DurableProgress durable =
        new DurableProgress(
            from.position(),
            position -> {
              reading.acknowledge(position);
              gauge.durable(position);
            });
    LaneLog laneLog = new LaneLog(appliedLog(from), durable);
    try (AuditTrailReader reader = reading;
        Lane lane = openLane(0, laneLog);
        SourceWatch watch =
            new SourceWatch(
                settings, ready.source(), ready.filterByOrigin(), gauge, heartbeat, this::failed)) {
      reader.start(from.position(), this);
      rehearseHandingOver(lane);
      ApplyStage.Lanes lanes = lanes(lane, laneLog);
      stage(lanes, durable, from, false).rehearse();
      Optional<Progress> owned =
          succeeding.isPresent()
              ? follow(succeeding.get(), from.position(), durable, new Rehearsal(lane))
              : Optional.of(from);
      if (owned.isPresent()) {
        laneLog.under(appliedLog(owned.get()));
        watch.start(succeeding.isPresent());
        over = apply(stage(lanes, durable, owned.get(), succeeding.isPresent()));
      } else {
        over = false;
      }
    } finally {
      handOff.discard();
      meters.detach();
    }
    BatonException reason = failure.get();
    if (reason != null && !beginsAgain) {
      throw reason;
    }
    // There is no reason where the run was told to end meanwhile.
    if (reason != null) {
      log.info("{}", reason.getMessage());
    }
    return over;
  }

  private ApplyStage.Lanes lanes(Lane leading, LaneLog laneLog) {
    return new ApplyStage.Lanes(
        leading,
        number -> openLane(number, laneLog),
        settings.all().apply().lanes(),
        currentTables());
  }

  private Lane openLane(int number, LaneLog laneLog) {
    return new Lane(
        settings.name().toString(),
        target,
        ready.originSlot(),
        number,
        laneLog,
        new TargetTables(currentTables()));
  }

  /** Each lane meets an altered table in its own groups, and needs it as it was until then. */
  private CurrentTables currentTables() {
    return new CurrentTables(ready.tables(), () -> StreamReadiness.tables(settings));
  }

  /** The applied log as this engine writes it under the generation that the last row tells. */
  private AppliedLog appliedLog(Progress last) {
    return new AppliedLog(settings.name().toString(), settings.engine(), last.generation());
  }

  private Optional<Progress> follow(
      Succeeding succeeding, SourcePosition from, DurableProgress durable, Rehearsal rehearsal)
      throws InterruptedException {
    Follower follower = succeeding.follower();
    try {
      Optional<Following.Taken> taken =
          new Following(
                  follower, handOff, () -> later(from, gauge.readPosition()), durable, rehearsal)
              .await();
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      Progress progress = taken.get().progress();
      gauge.applied(progress.position(), progress.commitMicros());
      following = false;
      succeeding.taken().accept(progress);
      if (taken.get().readAgain()) {
        throw new BatonException(
            ErrorCode.TRANSIENT,
            "the stream was handed over inside a large transaction; reading it from its beginning");
      }
      onReading.run();
      return Optional.of(progress);
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  private boolean apply(ApplyStage applying) throws InterruptedException {
    stage = applying;
    // What was asked for before there was a stage to ask.
    Optional.ofNullable(asked.getAndSet(null)).ifPresent(applying::atBoundary);
    return applying.run();
  }

  private ApplyStage stage(
      ApplyStage.Lanes lanes, DurableProgress durable, Progress from, boolean readAhead) {
    return new ApplyStage(
        settings.name().toString(),
        handOff,
        lanes,
        settings.all().apply().maxGroupTransactions(),
        settings.groupBytes(),
        from.seq(),
        from.position(),
        readAhead,
        (seq, position, commitMicros) -> applied(durable, position, commitMicros),
        this::atToken,
        meters.apply());
  }

  /** At the beginning, when nothing is applied yet: a handover may be asked for at any time. */
  private void rehearseHandingOver(Lane lane) {
    try {
      lane.close(
          connection -> {
            tokens.rehearse(connection);
            return false;
          });
    } catch (BatonException e) {
      log.warn(
          "{}: handing over could not be rehearsed; a swap will take it longer: {}",
          settings.name(),
          e.getMessage());
    }
  }

  /** Hands over where the token asks for it; any other is passed by. */
  private boolean atToken(Lane lane, long seq, Message token) {
    return lane.close(
        connection -> {
          Optional<LastTransaction> last = tokens.met(connection, token);
          return last.isPresent() && last.get().write(connection, seq, token.position());
        });
  }

  private static SourcePosition later(SourcePosition one, SourcePosition other) {
    return one.isAfter(other) ? one : other;
  }

  /** Asks for a control operation at the next commit boundary. Any thread. */
  void atBoundary(AtBoundary operation) {
    asked.set(operation);
    ApplyStage applying = stage;
    if (applying != null) {
      Optional.ofNullable(asked.getAndSet(null)).ifPresent(applying::atBoundary);
    }
  }

  private ReaderSettings readerSettings() {
    return new ReaderSettings(
        settings.name().toString(),
        settings.slot(),
        ready.filterByOrigin(),
        settings.partBytes(),
        settings.readerBytes(),
        Heartbeat.MESSAGES,
        settings.spillFolder());
  }

  /** Committed, and not yet durable: the slot is told later. */
  private void applied(DurableProgress durable, SourcePosition position, long commitMicros) {
    durable.committed(position);
    gauge.applied(position, commitMicros);
  }

  @Override
  public void reading() {
    if (owns) {
      onReading.run();
    }
  }

  /** What comes after the run was told to end goes nowhere: it is read again later. */
  @Override
  public void receive(TrailEvent event) throws InterruptedException {
    // No switch over kinds: its method handles stand out in the profile of a backlog.
    if (event instanceof TransactionPart part) {
      receive(part, false);
    } else if (event instanceof Message message) {
      receive(message);
    }
  }

  @Override
  public void receiveLast(TransactionPart whole) throws InterruptedException {
    receive(whole, true);
  }

  private void receive(TransactionPart part, boolean last) throws InterruptedException {
    Optional<TransactionPart> local = loopFilter.local(part);
    if (local.isPresent()) {
      if (local.get().whole() && local.get().changes().isEmpty()) {
        gauge.read(part.position());
      } else {
        gauge.readChanges(part.position(), part.commitMicros());
      }
      shown(local.get(), part.last() ? part.position() : passed);
      if (last) {
        handOff.putLast(local.get());
      } else {
        handOff.put(local.get());
      }
    }
  }

  private void receive(Message message) throws InterruptedException {
    if (heartbeat.isOurs(message)) {
      gauge.heartbeatReturned();
    }
    if (heartbeat.movesPosition(message)) {
      gauge.readMoving(message.position());
      shown(message, message.position());
      handOff.put(message);
    }
    if (message.isToken()) {
      gauge.read(message.position());
      if (following) {
        tokens.read(message);
      }
      handOff.put(message);
    }
  }

  @Override
  public void gathering(boolean more) {
    handOff.gathering(more);
  }

  /**
   * Not where a run may have to drop what another engine applied, or has to know replicated work by
   * itself: both need every transaction apart. Nor once one had to be read again.
   */
  @Override
  public boolean takesEarly() {
    return owns && ready.filterByOrigin() && !meters.isEarlyGivenUp();
  }

  @Override
  public void earlyGivenUp() {
    meters.earlyGivenUp();
    beginsAgain = true;
  }

  @Override
  public void spilled(long bytes) {
    meters.spilled(bytes);
  }

  private void shown(TrailEvent event, SourcePosition end) {
    shadow.see(event, passed);
    passed = end;
  }

  @Override
  public void failed(BatonException reason) {
    // A reader that is refused by the closed hand-off ends with an error; it was told to end.
    if (!ending && failure.compareAndSet(null, reason)) {
      log.debug("{}: the run ends: {}", settings.name(), reason.getMessage());
    }
    handOff.close();
  }

  /** Lets what is buffered reach the target, then ends the run. */
  void end() {
    ending = true;
    handOff.close();
  }

  /** Ends the run after the group in hand; what is buffered is read again later. */
  void endNow() {
    ending = true;
    handOff.discard();
  }
}
