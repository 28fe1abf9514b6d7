package dev.baton.it.swap.kill;

import static org.awaitility.Awaitility.await;

import dev.baton.it.site.PostgresSite;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Holds an engine's transaction that makes a stream's handover leave a step, inside it: the row is
 * locked and written, and not committed. What the command {@code swap} writes is not held. Made of
 * a trigger and an advisory lock at the stream's target; the product knows nothing of it.
 */
final class HeldStep implements Hold {
  private static final long KEY = 20_261_123;
  private static final String WAITING =
      "from pg_locks where locktype = 'advisory' and objid = %d and not granted".formatted(KEY);

  private final PostgresSite site;
  private final Connection holder;

  private HeldStep(PostgresSite site, Connection holder) {
    this.site = site;
    this.holder = holder;
  }

  /** Brings the trigger to a site; it holds nothing yet. */
  static void install(PostgresSite site) {
    site.execute(
        "create table held_step (stream text, step text)",
        """
        create function hold_step() returns trigger language plpgsql security definer
        set search_path = public, pg_catalog as $$
        begin
          if current_setting('application_name') <> 'baton/shop/swap' and exists (select from held_step h where h.stream = old.stream and h.step = old.step) then
            perform pg_advisory_xact_lock(%d);
          end if;
          return new;
        end $$"""
            .formatted(KEY),
        "create trigger hold_step before update of step on baton.handover for each row"
            + " when (old.step is distinct from new.step) execute function hold_step()",
        // Engines' last transactions are in replica role.
        "alter table baton.handover enable always trigger hold_step");
  }

  /** Holds whoever makes the stream leave the step from now on. */
  static HeldStep hold(PostgresSite site, String stream, Step step) {
    try {
      Connection holder = site.admin();
      try (Statement statement = holder.createStatement()) {
        statement.execute("select pg_advisory_lock(%d)".formatted(KEY));
      }
      site.execute("insert into held_step values ('%s', '%s')".formatted(stream, step));
      return new HeldStep(site, holder);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void awaitHeld(Runnable look) {
    await("somebody to leave the step")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              look.run();
              return site.number("select count(*) " + WAITING) > 0;
            });
  }

  /** What they wrote is given back. */
  @Override
  public void endHeld() {
    site.execute("select pg_terminate_backend(pid) " + WAITING);
  }

  @Override
  public void close() {
    site.execute("delete from held_step");
    try {
      holder.close();
    } catch (SQLException e) {
      // The server ended it.
    }
  }
}
