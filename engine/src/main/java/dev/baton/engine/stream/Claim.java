package dev.baton.engine.stream;

import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.sql.TargetTables;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.progress.Progress;
import dev.baton.migration.schema.BatonSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's hold on a stream: the lock at the target that shows it lives, and the generation
 * under which it owns the stream. The lock only keeps engines from taking a stream from one that
 * lives; what keeps a fenced one from committing is the applied log.
 */
final class Claim implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Claim.class);
  private static final Duration FREED_WITHIN = Duration.ofSeconds(5);

  private final StreamSettings settings;
  private final TargetSite target;
  private final Connection control;
  private String session = "";
  private Ownership ownership;

  private Claim(StreamSettings settings, TargetSite target, Connection control) {
    this.settings = settings;
    this.target = target;
    this.control = control;
  }

  /**
   * The claim that this process held before.
   *
   * @param generation under which it owned the stream; 0 when it did not
   * @param session that held the lock, as the target names it
   */
  record Former(long generation, String session) {
    static final Former NONE = new Former(0, "");
  }

  /**
   * Takes the stream.
   *
   * @param former this process's claim until now
   * @throws BatonException FENCED when another engine holds it or took it meanwhile
   */
  static Claim take(StreamSettings settings, TargetSite target, Former former) {
    Connection control = target.openControl("owner");
    Claim claim = new Claim(settings, target, control);
    try {
      BatonSchema.require(control, settings.target().name());
      claim.lock(former);
      target.endLeftLanes(control);
      claim.own(former.generation());
      return claim;
    } catch (SQLException e) {
      claim.close();
      throw AppliedLog.isTaken(e) ? overtaken(settings) : target.translate(e);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * The claim on a stream that its owner handed over. The owner's lock is waited for in the
   * background: it frees it about now, and the fence holds without it. Nothing is asked of the
   * target: the stream stands still.
   *
   * @param control shows that this engine lives; the claim's from now on
   * @param session that control is, as the target names it
   * @param owned the ownership row while the stream was the former owner's
   * @param last the row that gave the stream to this engine
   */
  static Claim adopt(
      StreamSettings settings,
      TargetSite target,
      Connection control,
      String session,
      Ownership.Row owned,
      Progress last) {
    Claim claim = new Claim(settings, target, control);
    claim.session = session;
    claim.ownership =
        new Ownership(
            last.generation(),
            last,
            owned.source(),
            settings.slot(),
            owned.originSlotFor(settings.engine()));
    claim.lockBehind();
    return claim;
  }

  /** Not at once: the owner has not let go of it yet, and the first group comes first. */
  private void lockBehind() {
    // Not a virtual one: the first of those takes the JVM up to 20 ms, and the stream stands still.
    Thread.ofPlatform()
        .daemon()
        .name(settings.name() + "/lock")
        .start(
            () -> {
              try {
                do {
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                } while (!control.isClosed() && !target.tryLock(control, settings.lock()));
              } catch (SQLException | BatonException e) {
                log.debug("{}: the owner's lock was not taken", settings.name(), e);
              }
            });
  }

  private static BatonException overtaken(StreamSettings settings) {
    return new BatonException(
        ErrorCode.TRANSIENT,
        "stream %s: an engine that lost its hold wrote the next number of the applied log meanwhile; take it again"
            .formatted(settings.name()));
  }

  private void lock(Former former) throws SQLException {
    session = target.session(control);
    // A connection lost on the way lives on at the server, and its lock with it: it is no rival.
    if (former.generation() != 0) {
      target.endSession(control, former.session());
    }
    long deadline = System.nanoTime() + FREED_WITHIN.toNanos();
    while (!target.tryLock(control, settings.lock())) {
      if (System.nanoTime() - deadline > 0) {
        throw owned();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private void own(long expectedGeneration) throws SQLException {
    ownership =
        Ownership.take(control, settings.name().toString(), settings.engine(), expectedGeneration);
    log.info(
        "{}: engine {} owns it under generation {}, applied up to {}",
        settings.name(),
        settings.engine(),
        ownership.generation(),
        ownership.progress().position());
  }

  Ownership ownership() {
    return ownership;
  }

  long generation() {
    return ownership.generation();
  }

  /** What a later claim of this process has to know of this one. */
  Former asFormer() {
    return new Former(generation(), session);
  }

  AppliedLog appliedLog() {
    return new AppliedLog(settings.name().toString(), settings.engine(), generation());
  }

  /** A lane for what a control operation writes while the stream does not run. */
  Lane openLane() {
    return new Lane(
        settings.name().toString(),
        target,
        ownership.originSlot(),
        0,
        new LaneLog(appliedLog(), new DurableProgress(progress().position(), untold -> {})),
        new TargetTables(table -> Optional.empty()));
  }

  /** Records that this engine's slot serves the stream, and the former owner's no longer. */
  void recordSlot() {
    try {
      Ownership.recordSlot(control, settings.name().toString(), generation(), settings.slot());
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** The target's catalog as it is now. */
  Catalog catalog() {
    try {
      return Catalog.read(control);
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** What the operator wants of the stream, as its row says now. */
  String desiredState() {
    try {
      return Ownership.read(control, settings.name().toString())
          .map(Ownership.Row::desiredState)
          .orElseThrow();
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** Where the stream stands now, on the target's disk too; fails when it is no longer ours. */
  Progress progress() {
    try {
      String stream = settings.name().toString();
      AppliedLog.Last seen = AppliedLog.look(control, stream).orElseThrow();
      if (seen.written().isAfter(seen.flushed())) {
        AppliedLog.flush(control);
      }
      Progress last = seen.progress();
      if (last.generation() != generation()) {
        throw appliedLog().fenced(last.engine(), last.generation());
      }
      return last;
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  private BatonException owned() throws SQLException {
    Ownership.Row row = Ownership.read(control, settings.name().toString()).orElse(null);
    String owner =
        row == null || row.owner().isEmpty() ? "another engine" : "engine " + row.owner();
    return new BatonException(
        ErrorCode.FENCED,
        "%s owns stream %s of link %s and lives%s. Stop it with 'baton stop', or wait until it has ended"
            .formatted(owner, settings.name(), settings.link(), where(row)));
  }

  private String where(Ownership.Row row) throws SQLException {
    if (row == null) {
      return "";
    }
    try (PreparedStatement query =
        control.prepareStatement("select host, pid from baton.engine where engine = ?")) {
      query.setString(1, row.owner());
      try (ResultSet found = query.executeQuery()) {
        return found.next()
            ? " (process " + found.getLong(2) + " on " + found.getString(1) + ")"
            : "";
      }
    }
  }

  @Override
  public void close() {
    try {
      control.close();
    } catch (SQLException e) {
      log.debug("{}: the owner's connection had gone already", settings.name(), e);
    }
  }
}
