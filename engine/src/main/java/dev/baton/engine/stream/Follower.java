package dev.baton.engine.stream;

import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.progress.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream's presumptive next owner at the target: a session that is told when the stream becomes
 * its own. Its connection becomes the claim's.
 */
final class Follower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  /** Notified by whoever moves a handover. */
  static final String CHANNEL = "baton_handover";

  private final StreamSettings settings;
  private final TargetSite target;
  private final Connection control;
  private final Ownership.Row owned;
  private final String session;
  private volatile boolean reads;
  private volatile boolean level;
  private boolean adopted;

  private Follower(
      StreamSettings settings, TargetSite target, Connection control, Ownership.Row owned) {
    this.settings = settings;
    this.target = target;
    this.control = control;
    this.owned = owned;
    this.session = target.session(control);
  }

  /**
   * Connects to the target.
   *
   * @param session that did so before and may live on at the server; empty when there is none
   */
  static Follower open(StreamSettings settings, TargetSite target, String session) {
    Connection control = target.openControl("follow");
    try {
      if (!session.isEmpty()) {
        target.endSession(control, session);
      }
      try (Statement listen = control.createStatement()) {
        listen.execute("listen " + CHANNEL);
      }
      Ownership.Row owned = Ownership.read(control, settings.name().toString()).orElseThrow();
      return new Follower(settings, target, control, owned);
    } catch (SQLException e) {
      close(control);
      throw target.translate(e);
    } catch (RuntimeException e) {
      close(control);
      throw e;
    }
  }

  /** What the ownership row said at first. */
  Ownership.Row owned() {
    return owned;
  }

  /** Names the session, for {@link #open} after it was lost. */
  String session() {
    return session;
  }

  /** Where the stream stands now, whoever owns it. */
  Progress progress() {
    return look().progress();
  }

  /** The same, and whether it is durable. */
  AppliedLog.Last look() {
    try {
      return AppliedLog.look(control, settings.name().toString()).orElseThrow();
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /**
   * Whether that is this engine's. Its own rows from before another engine took the stream are not
   * the last.
   */
  boolean owns(Progress last) {
    return last.engine().equals(settings.engine());
  }

  /** Whether everything the owner had applied at the last look was read. Any thread. */
  boolean isLevel() {
    return level;
  }

  void level(boolean reached) {
    reads = true;
    level = reached;
  }

  /** Whether the reading has begun. Any thread. */
  boolean reads() {
    return reads;
  }

  /** The target's catalog as it is now. */
  Catalog catalog() {
    try {
      return Catalog.read(control);
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** A question to the target. */
  interface Question {
    boolean ask(Connection control) throws SQLException;
  }

  /** Asks on the connection that follows. */
  boolean asks(Question question) {
    try {
      return question.ask(control);
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** Waits for a notification. */
  void awaitNews(int millis) throws SQLException {
    control.unwrap(PGConnection.class).getNotifications(millis);
  }

  /** Names an error of the target. */
  BatonException translate(SQLException error) {
    return target.translate(error);
  }

  /** The claim on the stream that the applied log gave to this engine. */
  Claim claim(Progress last) {
    adopted = true;
    return Claim.adopt(settings, target, control, session, owned, last);
  }

  @Override
  public void close() {
    if (!adopted) {
      close(control);
    }
  }

  private static void close(Connection control) {
    try {
      control.close();
    } catch (SQLException e) {
      log.debug("the connection had gone already", e);
    }
  }
}
