package dev.baton.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.site.PostgresSite;
import java.util.List;

/**
 * ORD: the transactions of a writer reach the other site in the order in which it committed them. A
 * trigger, also in sessions that apply, notes the ledger's rows as they come.
 */
public final class CommitOrder {
  private CommitOrder() {}

  /** Begins to note at a site that has the ledger. */
  public static void install(PostgresSite site) {
    site.execute(
        "create table arrived (seq bigserial primary key, site text, writer int, n bigint)",
        """
        create function note_arrival() returns trigger language plpgsql security definer
        set search_path = public as $$
        begin
          insert into public.arrived (site, writer, n) values (new.site, new.writer, new.n);
          return null;
        end $$""",
        "create trigger note_arrival after insert on ledger for each row"
            + " execute function note_arrival()",
        "alter table ledger enable always trigger note_arrival");
  }

  /** Checks what was noted so far, and forgets it: each traffic counts its writers anew. */
  public static void check(List<PostgresSite> sites) {
    for (PostgresSite site : sites) {
      assertThat(site.number("select count(*) from arrived where site <> '" + site.name() + "'"))
          .as("writes of the other site at %s", site.name())
          .isPositive();
      assertThat(
              site.number(
                  """
                  select count(*) from (select n - lag(n) over (partition by site, writer order by seq)
                    as step from arrived where site <> '%s') s where step <= 0"""
                      .formatted(site.name())))
          .as("ORD: writes that came to %s after a later one of the same writer", site.name())
          .isZero();
      site.execute("truncate arrived");
    }
  }
}
