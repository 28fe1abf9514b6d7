package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.EngineProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/** A transaction larger than the heap replicates whole. */
class HugeTransactionTest {

  private static final int ROWS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<String> TABLES = List.of("public.huge");

  @Test
  void aMillionRowsInOneTransactionPassThrough256Megabytes() {
    try (LinkFixture link = LinkFixture.start(TABLES)) {
      link.executeAtBoth("create table huge (id bigint primary key, payload text not null)");
      link.provision();
      try (EngineProcess engine = link.engine("-Xmx256m")) {
        link.east()
            .executeAsApp(
                "insert into huge select i, repeat(md5(i::text), 4) from generate_series(1, %d) i"
                    .formatted(ROWS));
        link.east().executeAsApp("insert into huge values (0, 'the next transaction')");
        Set<Long> counts = new ConcurrentSkipListSet<>();
        await("the transaction at west")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(250))
            .until(
                () -> {
                  engine.assertAlive();
                  counts.add(link.west().number("select count(*) from huge"));
                  return counts.contains(ROWS + 1L);
                });
        counts.removeAll(Set.of(0L, (long) ROWS, ROWS + 1L));
        assertThat(counts).as("ATOM: sizes seen of a part of the transaction").isEmpty();
        Equality.await(link.east(), link.west(), TABLES, Duration.ofSeconds(30));
      }
    }
  }
}
