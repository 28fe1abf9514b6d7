package dev.baton.engine.swap.leaving;

import dev.baton.config.Settings;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.Locks;
import dev.baton.engine.swap.row.Moves;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * What a task of the current engine sees: the row of its stream as it was read just now.
 *
 * @param control a connection at the stream's target, in autocommit
 */
record Notice(
    Settings settings,
    StreamHandle stream,
    InstantSource clock,
    Connection control,
    HandoverRow row) {

  Handover handover() {
    return row.handover();
  }

  /** This engine. */
  String engine() {
    return settings.engine().id();
  }

  long now() {
    return clock.millis();
  }

  Decision move(Moves.Facts facts) throws SQLException {
    return Moves.move(control, stream.name(), handover().terms().id(), facts);
  }

  /** Whether the new engine shows that it lives; looks without touching its lock. */
  boolean newIsPresent() throws SQLException {
    return Locks.isHeld(control, stream.presence(handover().terms().to()));
  }

  /** The same, so that it cannot come before the transaction ends. */
  boolean newIsGone(Connection transaction) {
    return stream.target().isFree(transaction, stream.presence(handover().terms().to()));
  }

  long generation(Connection transaction) throws SQLException {
    return Ownership.lock(transaction, stream.name().toString()).orElseThrow().generation();
  }
}
