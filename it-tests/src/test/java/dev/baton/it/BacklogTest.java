package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.oracle.Sampler;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A backlog that is far enough to be read in chunks: EQ, ATOM, SLOT, and each transaction counted
 * once, whatever ends the reading, and whatever is in it.
 */
class BacklogTest {

  private static final String STREAM = "east->west";
  private static final List<String> TABLES = List.of("public.account", "public.entry");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SEED = 20_261_201;
  private static final int WRITERS = 4;
  private static final String COPIES =
      "select count(*) from pg_replication_slots where temporary and slot_name like 'batonbacklog_%'";
  private static int rounds;
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(Map.of("logical_decoding_work_mem", "256kB"), TABLES);
    link.executeAtBoth(
        "create table account (id int primary key, balance bigint not null)",
        "insert into account select i, 0 from generate_series(1, 200) i",
        "create table entry (id bigint primary key, sender int not null, receiver int not null)");
    // A transfer between two accounts; one in eight moves its entry away, and one in eight back.
    link.east()
        .execute(
            """
            create procedure transfer(first_id bigint, size int) language plpgsql as $$
            declare
              sender int;
              receiver int;
            begin
              for i in 1 .. size loop
                sender := 1 + floor(random() * 199);
                receiver := sender + 1;
                update account set balance = balance - 7 where id = sender;
                update account set balance = balance + 7 where id = receiver;
                insert into entry values (first_id + i, sender, receiver);
                if i % 8 = 3 then
                  update entry set id = -id where id = first_id + i - 1;
                elsif i % 8 = 5 then
                  delete from entry where id = -(first_id + i - 3);
                end if;
                commit;
              end loop;
            end $$""",
            "grant execute on procedure transfer to public");
    // Little is held between reading and applying, so that faults meet the reading.
    link.configure(settings -> settings.withEngineKey("memory-limit", "16MiB")).provision();
  }

  @BeforeEach
  void anotherRound() {
    rounds++;
  }

  @Test
  void whateverEndsItEachTransactionIsAppliedOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Sampler slot = Sampler.slot(link, STREAM)) {
      EngineProcess engine = link.engine();
      long written;
      try {
        pause();
        long before = applied();
        transfer(0, 80_000);
        assertWaits(24L << 20);
        resume();
        try (Writer writer = new Writer(80_000)) {
          for (int fault = 0; fault < 6; fault++) {
            long until = applied() + 1 + random.nextInt(2_000);
            await("the midst of the backlog")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> applied() >= until && link.east().number(COPIES) == 1);
            switch (fault % 3) {
              case 0 -> {
                engine.kill();
                engine = link.engine();
              }
              case 1 -> {
                wish("PAUSED");
                await("the reading to end")
                    .atMost(PATIENCE)
                    .until(() -> link.east().number(COPIES) == 0);
                wish("RUNNING");
              }
              default ->
                  link.east()
                      .execute(
                          "select pg_terminate_backend(active_pid) from pg_replication_slots where temporary");
            }
          }
          await("the end of the backlog")
              .atMost(PATIENCE)
              .until(() -> applied() - before > 80_000 + 100);
          written = writer.stop();
        }
        awaitLevel(engine, before, 80_000 + written);
        slot.check(1);
      } finally {
        engine.close();
      }
    }
  }

  @Test
  void aLargeTransactionInItArrivesWholeAndInItsPlace() throws Exception {
    try (EngineProcess engine = link.engine();
        Connection large = link.east().app();
        Connection undone = link.east().app()) {
      pause();
      long before = applied();
      insertMany(undone, 1);
      insertMany(large, 2);
      transfer(0, 16_000);
      insertMany(large, 3);
      large.commit();
      undone.rollback();
      transfer(16_000, 16_000);
      assertWaits(8L << 20);
      resume();
      awaitLevel(engine, before, 16_000 + 1 + 16_000);
    }
  }

  @Test
  void whereTheSlotCannotBeCopiedTheStreamIsFollowed() throws Exception {
    try (EngineProcess engine = link.engine()) {
      pause();
      long before = applied();
      transfer(0, 24_000);
      assertWaits(8L << 20);
      link.east()
          .execute(
              """
              select pg_create_physical_replication_slot('occupied_' || i)
                from generate_series(1, current_setting('max_replication_slots')::int
                  - (select count(*)::int from pg_replication_slots)) i""");
      resume();
      awaitLevel(engine, before, 24_000);
    } finally {
      link.east()
          .execute(
              "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'occupied_%'");
    }
  }

  @Test
  void whereAChunkIsRefusedTheStreamIsFollowed() throws Exception {
    link.east()
        .execute(
            "alter role baton set work_mem = '2MB'", "alter role baton set temp_file_limit = 0");
    try (EngineProcess engine = link.engine()) {
      pause();
      long before = applied();
      transfer(0, 24_000);
      assertWaits(8L << 20);
      resume();
      awaitLevel(engine, before, 24_000);
    } finally {
      link.east().execute("alter role baton reset all");
    }
  }

  /** So many transfers, whose entries are numbered from the one behind {@code after} on. */
  private static void transfer(int after, int count)
      throws InterruptedException, ExecutionException {
    int each = count / WRITERS;
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> written =
          IntStream.range(0, WRITERS)
              .<Future<?>>mapToObj(
                  writer ->
                      writers.submit(
                          () ->
                              link.east()
                                  .executeAsApp(
                                      "set synchronous_commit = off",
                                      "call transfer(%d, %d)"
                                          .formatted(id(after + writer * each), each))))
              .toList();
      for (Future<?> one : written) {
        one.get();
      }
    }
  }

  /** Transfers that go on, so that the chunks and the stream meet in the midst of them. */
  private static final class Writer implements AutoCloseable {
    private static final int AT_ONCE = 20;
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Future<Integer> written;

    Writer(int after) {
      written =
          thread.submit(
              () -> {
                int count = 0;
                while (!stop.await(10, TimeUnit.MILLISECONDS)) {
                  link.east()
                      .executeAsApp("call transfer(%d, %d)".formatted(id(after + count), AT_ONCE));
                  count += AT_ONCE;
                }
                return count;
              });
    }

    int stop() throws InterruptedException, ExecutionException {
      stop.countDown();
      return written.get();
    }

    @Override
    public void close() {
      stop.countDown();
      thread.close();
    }
  }

  /** Far more than the server keeps in memory, of a transaction that stays open. */
  private static void insertMany(Connection open, int which) throws SQLException {
    open.setAutoCommit(false);
    try (Statement statement = open.createStatement()) {
      statement.execute(
          "insert into entry select %d + i, 0, 0 from generate_series(1, 20000) i"
              .formatted(id(500_000 + which * 20_000)));
    }
  }

  private static long id(long number) {
    return rounds * 1_000_000L + number;
  }

  /** Far more than what makes it worth reading in chunks. */
  private static void assertWaits(long leastBytes) {
    String waiting =
        "select (pg_current_wal_lsn() - confirmed_flush_lsn)::bigint from pg_replication_slots where slot_name = '%s'";
    assertThat(link.east().number(waiting.formatted(link.slot(STREAM))))
        .as("bytes that wait")
        .isGreaterThan(leastBytes);
  }

  private static long applied() {
    return link.west()
        .number(
            "select coalesce(sum(transactions), 0) from baton.applied where stream = '%s'"
                .formatted(STREAM));
  }

  private static void awaitLevel(EngineProcess engine, long before, long transactions) {
    await("the end of the backlog")
        .atMost(PATIENCE)
        .until(
            () -> {
              engine.assertAlive();
              assertThat(link.west().number("select sum(balance) from account"))
                  .as("ATOM: the sum of all balances")
                  .isZero();
              return applied() - before >= transactions;
            });
    assertThat(applied() - before).as("transactions applied").isEqualTo(transactions);
    Equality.await(link.east(), link.west(), TABLES, PATIENCE);
    await("no copy of the slot is left")
        .atMost(PATIENCE)
        .until(() -> link.east().number(COPIES) == 0);
  }

  /** What 'baton pause' and 'baton resume' write, without the time their processes take. */
  private static void wish(String state) {
    link.west()
        .execute(
            "update baton.stream set desired_state = '%s' where stream = '%s'"
                .formatted(state, STREAM),
            "notify baton_control");
  }

  private static void pause() {
    BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", STREAM);
  }

  private static void resume() {
    BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", STREAM);
  }
}
