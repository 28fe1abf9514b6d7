package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.EngineProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ORD: a trigger at the target logs what it sees in the order it sees it. Such a trigger is why
 * this is a test of its own: it makes the engine apply row by row.
 */
class OrderTest {

  private static final int ROWS = 8;
  private static final int WRITERS = 4;
  private static final int UPDATES_PER_WRITER = 400;
  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.counter"));
    link.executeAtBoth(
        "create table counter (id int primary key, version bigint, writer int, n int)",
        "insert into counter select i, 0, 0, 0 from generate_series(1, %d) i".formatted(ROWS));
    link.provision();
    link.west()
        .execute(
            "create table seen (seq bigserial primary key, id int, version bigint, writer int, n int)",
            """
            create function log_order() returns trigger language plpgsql security definer
            set search_path = public as $$
            begin
              insert into public.seen (id, version, writer, n)
              values (new.id, new.version, new.writer, new.n);
              return null;
            end $$""",
            "create trigger log_order after update on counter for each row execute function log_order()",
            "alter table counter enable always trigger log_order");
  }

  @Test
  void theTargetSeesEachRowAndEachWriterInTheSourcesCommitOrder() throws Exception {
    EngineProcess first = link.engine();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> written =
          IntStream.rangeClosed(1, WRITERS)
              .<Future<?>>mapToObj(w -> writers.submit(() -> write(w)))
              .toList();
      await().atMost(Duration.ofSeconds(20)).until(() -> versions("min") > 20);
      first.kill();
      try (EngineProcess second = link.engine()) {
        finish(written);
        link.awaitSame("select sum(version) from counter", Duration.ofSeconds(60));
        second.assertAlive();
      }
    } finally {
      first.close();
    }
    assertThat(disorder("partition by id order by seq", "version", "= 1"))
        .as("ORD: rows whose versions came out of order, twice or not at all")
        .isZero();
    assertThat(disorder("partition by writer order by seq", "n", "= 1"))
        .as("ORD: writers whose transactions came out of order, twice or not at all")
        .isZero();
    assertThat(link.west().number("select count(*) from seen"))
        .isEqualTo((long) WRITERS * UPDATES_PER_WRITER);
  }

  private static void write(int writer) {
    SplittableRandom random = new SplittableRandom(writer);
    String update = "update counter set version = version + 1, writer = ?, n = ? where id = ?";
    try (Connection connection = link.east().app();
        PreparedStatement statement = connection.prepareStatement(update)) {
      for (int n = 1; n <= UPDATES_PER_WRITER; n++) {
        statement.setInt(1, writer);
        statement.setInt(2, n);
        statement.setInt(3, 1 + random.nextInt(ROWS));
        statement.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void finish(List<Future<?>> written)
      throws ExecutionException, InterruptedException {
    for (Future<?> writer : written) {
      writer.get();
    }
  }

  private static long versions(String aggregate) {
    return link.west().number("select %s(version) from counter".formatted(aggregate));
  }

  private static long disorder(String window, String number, String step) {
    return link.west()
        .number(
            "select count(*) from (select %s - lag(%s, 1, 0::%s) over (%s) as step from seen) s where not step %s"
                .formatted(number, number, number.equals("n") ? "int" : "bigint", window, step));
  }
}
