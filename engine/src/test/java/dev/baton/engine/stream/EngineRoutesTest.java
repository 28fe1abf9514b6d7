package dev.baton.engine.stream;

import static dev.baton.engine.stream.RunningLink.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.LoopFilterMode;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes where, and that nothing comes back; each test a link of its own within one server. */
@Timeout(90)
class EngineRoutesTest {
  @AutoClose private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @Test
  void aRenamedTableIsReplicatedUnderBothItsNames() {
    TestLink link =
        TestLink.within(server, "renamed").bothWays().renaming("public.customer", "crm.client");
    link.onEast("create table customer (id int primary key, name text)");
    link.onWest("create schema crm", "create table crm.client (id int primary key, name text)");
    link.provision();
    try (RunningLink running = RunningLink.start(link)) {
      link.onEast("insert into customer values (1, 'east'), (2, 'east')");
      running.awaitWest("select count(*) from crm.client", "2");
      link.onWest(
          "update crm.client set name = 'west' where id = 1",
          "update crm.client set id = 3 where id = 2",
          "insert into crm.client values (4, 'west')");
      running.awaitEast("select id || name from customer order by id", "1west", "3east", "4west");
      link.onEast("truncate customer");
      running.awaitWest("select count(*) from crm.client", "0");
    }
  }

  @Test
  void aOneWayLinkBringsNothingBack() {
    TestLink link = TestLink.within(server, "oneway");
    link.onBoth("create table item (id int primary key)");
    link.provision();
    try (RunningLink running = RunningLink.start(link)) {
      link.onWest("insert into item values (100)");
      link.onEast("insert into item values (1)");
      running.awaitWest("select id from item order by id", "1", "100");
      assertThat(link.askEast("select id from item")).containsExactly("1");
      assertThat(running.engine().streams()).hasSize(1);
    }
  }

  @Test
  void whenWritersStopNothingIsAppliedAnyMore() {
    TestLink link =
        TestLink.within(server, "quiet")
            .bothWays()
            .filtering(LoopFilterMode.APPLIED_LOG)
            .onBoth("create table item (id int primary key, v int)");
    link.provision();
    try (RunningLink running = RunningLink.start(link)) {
      link.onEast("insert into item select i, 0 from generate_series(1, 50) i");
      link.onWest("insert into item select i, 0 from generate_series(51, 100) i");
      running.awaitEast("select count(*) from item", "100");
      running.awaitWest("select count(*) from item", "100");
      link.onEast("update item set v = 1 where id = 60");
      running.awaitWest("select v from item where id = 60", "1");
      running.awaitQuiet(51, 50);
      assertThat(running.stream(THERE).filteredTransactions()).isPositive();
    }
  }

  @Test
  void tablesOfEveryShapeArriveAsTheyAre() {
    TestLink link = TestLink.within(server, "shapes").bothWays();
    link.onBoth(
        "create table parted (id int, day int, v text, primary key (id, day)) partition by list (day)",
        "create table parted_1 partition of parted for values in (1)",
        "create table parted_rest partition of parted default",
        "create table twins (a int, b text)",
        "alter table twins replica identity full",
        "create table numbered (id bigint generated always as identity (increment 2) primary key, v text)",
        "create table keyed (id int primary key, v text, twice int generated always as (id * 2) stored)",
        "create table large (id int primary key, v int, big text)",
        "alter table large alter big set storage external");
    link.onWest("alter table numbered alter id restart with 2");
    link.provision();
    try (RunningLink running = RunningLink.start(link)) {
      link.onEast(
          "insert into parted values (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c')",
          "update parted set day = 2 where id = 1",
          "update parted set v = 'B' where id = 2",
          "delete from parted where id = 3",
          "insert into twins values (1, 'x'), (1, 'x'), (1, 'x'), (2, null), (2, null)",
          "delete from twins where ctid = (select min(ctid) from twins)",
          "update twins set b = 'y' where ctid = (select max(ctid) from twins where a = 1)",
          "update twins set a = 3 where ctid = (select max(ctid) from twins where b is null)",
          "insert into numbered (v) values ('one'), ('two')",
          "update numbered set v = 'ONE' where v = 'one'",
          "delete from numbered where v = 'two'",
          "insert into keyed values (1, 'a'), (2, 'b')",
          "update keyed set id = 10 - id",
          "insert into large select 1, 0, string_agg(md5(i::text), '') from generate_series(1, 500) i",
          "update large set v = 1",
          "begin; update large set v = 2; update large set id = 2; update large set v = 3; commit");
      running.awaitSame("select tableoid::regclass || row(p.*)::text from parted p order by 1");
      running.awaitSame("select row(t.*)::text from twins t order by 1");
      running.awaitSame("select row(n.*)::text from numbered n order by 1");
      running.awaitSame("select row(k.*)::text from keyed k order by 1");
      running.awaitSame("select id || ' ' || v || md5(big) from large");
      link.onWest(
          "insert into numbered (v) values ('west')",
          "update numbered set v = 'of both' where v = 'ONE'",
          "delete from twins where a = 2",
          "truncate keyed, parted");
      running.awaitEast("select id || v from numbered order by id", "1of both", "2west");
      running.awaitEast("select count(*) from twins", "3");
      running.awaitEast("select count(*) from parted", "0");
    }
  }
}
