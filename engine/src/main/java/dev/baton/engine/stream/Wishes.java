package dev.baton.engine.stream;

import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.progress.Ownership;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Carries what an operator wants of a stream between its ownership row, where a wish outlives
 * engines, and who follows it. A wish is read or written, and followed, before the next one: an old
 * one never wins. Any thread.
 */
final class Wishes {
  private final StreamSettings settings;
  private final TargetSite target;
  private final Consumer<DesiredState> follow;
  private final ReentrantLock lock = new ReentrantLock();

  Wishes(StreamSettings settings, TargetSite target, Consumer<DesiredState> follow) {
    this.settings = settings;
    this.target = target;
    this.follow = follow;
  }

  /** Writes a wish, and follows it. */
  void record(DesiredState wanted) {
    lock.lock();
    try (Connection control = target.openControl("wish");
        PreparedStatement update =
            control.prepareStatement(
                "update baton.stream set desired_state = ? where stream = ?")) {
      update.setString(1, wanted.name());
      update.setString(2, settings.name().toString());
      update.executeUpdate();
      follow.accept(wanted);
    } catch (SQLException e) {
      throw target.translate(e);
    } finally {
      lock.unlock();
    }
  }

  /** Reads the wish as it is written now, and follows it. */
  void read(Connection control) throws SQLException {
    lock.lock();
    try {
      Ownership.read(control, settings.name().toString())
          .map(row -> DesiredState.valueOf(row.desiredState()))
          .ifPresent(follow);
    } finally {
      lock.unlock();
    }
  }
}
