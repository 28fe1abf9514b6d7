package dev.baton.it.swap.kill;

import static org.awaitility.Awaitility.await;

import dev.baton.it.site.PostgresSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Holds a new engine while it makes a fresh slot: by an open transaction at the stream's source,
 * which the server waits for. In nobody's way: an abort comes through while it is open.
 */
final class HeldSlot implements Hold {
  private final PostgresSite source;
  private final String slot;
  private final Connection open;

  private HeldSlot(PostgresSite source, String slot, Connection open) {
    this.source = source;
    this.slot = slot;
    this.open = open;
  }

  /** Holds the making of the engine's slot from now on. */
  static HeldSlot hold(PostgresSite source, String engine) {
    try {
      Connection open = source.admin();
      open.setAutoCommit(false);
      try (Statement statement = open.createStatement()) {
        statement.execute("select pg_current_xact_id()");
      }
      return new HeldSlot(source, "baton_shop_%s_%s".formatted(engine, source.name()), open);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void awaitHeld(Runnable look) {
    await("slot " + slot + " to be made")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              look.run();
              return source.number(
                      "select count(*) from pg_replication_slots"
                          + " where slot_name = '%s' and confirmed_flush_lsn is null"
                              .formatted(slot))
                  > 0;
            });
  }

  @Override
  public void endHeld() {}

  @Override
  public void close() {
    try {
      open.close();
    } catch (SQLException e) {
      // The server ended it.
    }
  }
}
