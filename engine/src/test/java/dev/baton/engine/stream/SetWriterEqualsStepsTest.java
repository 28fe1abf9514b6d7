package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.stream.RandomHistory.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random histories, carried out change by change at the source and in groups by their net effect at
 * the target, leave the same rows. A failure names its seed; {@code -Dbaton.seeds=FROM-TO} runs
 * others.
 */
class SetWriterEqualsStepsTest {
  private static final String[] SEEDS = System.getProperty("baton.seeds", "1-150").split("-");

  @AutoClose private static PostgresServer server;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "random");
    for (Kind kind : Kind.values()) {
      link.onBoth(kind.create().toArray(String[]::new));
    }
    link.onWest(
        "alter table wider add note text default 'of the target'",
        "create table local_seen (number int generated always as identity, what text)",
        "create function seen() returns trigger language plpgsql set search_path = public as $$ begin"
            + " insert into public.local_seen (what) values (lower(tg_op) || coalesce(new.id, old.id));"
            + " return null; end $$",
        "create trigger seen after insert or update or delete on watched for each row execute function seen()",
        "alter table watched enable always trigger seen");
    link.provision();
    server.run(link.westDatabase(), "grant insert on local_seen to baton_" + link.name());
  }

  @Test
  void groupsLeaveTheRowsThatTheirChangesLeftOneByOne() throws SQLException {
    int groups = 0;
    long retries = 0;
    try (AppliedTarget target = AppliedTarget.take(link, 2);
        Lane few = target.lane(0);
        Lane many = target.laneOfMany(1);
        Connection east = server.connect(link.eastDatabase());
        Connection west = server.connect(link.westDatabase())) {
      PostgresServer.run(east, "set synchronous_commit = off");
      long seq = target.progress().seq();
      History history = new History(target.progress().position());
      for (long seed = Long.parseLong(SEEDS[0]); seed <= Long.parseLong(SEEDS[1]); seed++) {
        empty(east, west);
        List<TransactionPart> transactions = transactions(seed, east, history);
        Random random = new Random(-seed);
        int next = 0;
        while (next < transactions.size()) {
          int end = Math.min(transactions.size(), next + 1 + random.nextInt(12));
          Lane lane = random.nextBoolean() ? few : many;
          try {
            lane.apply(++seq, History.group(transactions.subList(next, end)));
          } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
          }
          groups++;
          next = end;
        }
        for (Kind kind : Kind.values()) {
          assertThat(rows(west, kind))
              .as("seed %d, table %s", seed, kind.title())
              .isEqualTo(rows(east, kind));
        }
        assertThat(PostgresServer.ask(west, "select what from local_seen order by number"))
            .as("seed %d, what the target's trigger saw", seed)
            .isEqualTo(watched(transactions));
      }
      retries = few.retries() + many.retries();
    }
    assertThat(retries)
        .as("groups of %d that went again in steps: the others show what sets do", groups)
        .isLessThan(groups / 2);
  }

  private static void empty(Connection east, Connection west) {
    String all = Stream.of(Kind.values()).map(Kind::title).collect(Collectors.joining(", "));
    PostgresServer.run(east, "truncate " + all + " restart identity");
    PostgresServer.run(west, "truncate local_seen, " + all + " restart identity");
  }

  private static List<TransactionPart> transactions(long seed, Connection east, History history)
      throws SQLException {
    RandomHistory random = new RandomHistory(seed, east);
    List<TransactionPart> transactions = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      List<RowChange> changes = random.transaction();
      if (!changes.isEmpty()) {
        transactions.add(history.whole(changes));
      }
    }
    return transactions;
  }

  private static List<String> rows(Connection site, Kind kind) {
    return PostgresServer.ask(
        site,
        "select row(%s)::text as shown from %s order by shown"
            .formatted(kind.columns(), kind.title()));
  }

  private static List<String> watched(List<TransactionPart> transactions) {
    return transactions.stream()
        .flatMap(transaction -> transaction.changes().stream())
        .filter(change -> change.table().name().table().equals("watched"))
        .flatMap(SetWriterEqualsStepsTest::seen)
        .toList();
  }

  private static Stream<String> seen(RowChange change) {
    return switch (change) {
      case RowChange.Insert insert -> Stream.of("insert" + insert.after().text(0));
      case RowChange.Update update -> Stream.of("update" + update.after().text(0));
      case RowChange.Delete delete -> Stream.of("delete" + delete.before().text(0));
      case RowChange.Truncate truncate -> Stream.empty();
    };
  }
}
