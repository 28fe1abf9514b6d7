package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a slot for an engine that reads along with a stream's owner and does not share its
 * position. Opened by the stream's thread; any other may give it up.
 */
final class FreshSlot {
  private static final Logger log = LoggerFactory.getLogger(FreshSlot.class);
  private static final int LOOK_MILLIS = 20;

  private final StreamSettings settings;
  private final Follower follower;
  private volatile Optional<SourceSite> making = Optional.empty();
  private volatile boolean givenUp;

  FreshSlot(StreamSettings settings, Follower follower) {
    this.settings = settings;
    this.follower = follower;
  }

  /**
   * Makes the slot, which waits for the transactions open at the source, then waits until the owner
   * has applied all that committed before the slot: from there on this engine can read.
   *
   * @throws BatonException TRANSIENT when it was given up
   */
  void open(SourceSite source) {
    making = Optional.of(source);
    goOn();
    try {
      source.createSlot(settings.slot());
    } finally {
      making = Optional.empty();
    }
    SourcePosition begin = source.look(settings.slot()).confirmed();
    log.info("{}: slot {} begins at {}", settings.name(), settings.slot(), begin);
    // Of an idle source the owner's progress would not move until its next heartbeat.
    new Heartbeat(settings).write(source);
    try {
      while (begin.isAfter(follower.progress().position())) {
        goOn();
        follower.awaitNews(LOOK_MILLIS);
      }
    } catch (SQLException e) {
      throw follower.translate(e);
    }
  }

  private void goOn() {
    if (givenUp) {
      throw new BatonException(
          ErrorCode.TRANSIENT, "slot %s is not waited for any more".formatted(settings.slot()));
    }
  }

  /** Ends the waiting. May be called again: a first call can come a moment too early. */
  void giveUp() {
    givenUp = true;
    try {
      making.ifPresent(SourceSite::giveUp);
    } catch (BatonException e) {
      log.debug("{}: the session that makes the slot has gone", settings.name(), e);
    }
  }
}
