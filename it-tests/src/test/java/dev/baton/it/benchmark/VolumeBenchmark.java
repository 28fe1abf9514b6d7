package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets an engine with a heap of 256 MiB catch up with one transaction of very many rows, and then
 * with a backlog of very many bytes. Prints one JSON object for each: how long it took, the most
 * memory that the engine's process had, and what the source's server spilled for it.
 *
 * <p>Arguments: millions of rows in the one transaction (10), gigabytes of the backlog (10). Needs
 * five times the backlog's size on disk.
 */
public final class VolumeBenchmark {
  private static final String STREAM = "east->west";
  private static final List<String> TABLES = List.of("public.volume");
  private static final int ROW_BYTES = 1_000;
  private static final int TRANSACTION_ROWS = 1_000;
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final LinkFixture link;
  private final EngineProcess engine;
  private long lastId;

  private VolumeBenchmark(LinkFixture link, EngineProcess engine) {
    this.link = link;
    this.engine = engine;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    long rows = (arguments.length > 0 ? Long.parseLong(arguments[0]) : 10) * 1_000_000;
    long backlogRows =
        (arguments.length > 1 ? Long.parseLong(arguments[1]) : 10) * 1_000_000_000 / ROW_BYTES;
    try (LinkFixture link = LinkFixture.start(TABLES)) {
      link.executeAtBoth(
          "create table volume (id bigint primary key, payload text not null)",
          "create procedure write_backlog(first_id bigint, size bigint, bytes int, step int)"
              + " language plpgsql as $$ begin for n in 0 .. size / step - 1 loop"
              + " insert into volume select first_id + n * step + i, repeat(md5(i::text), bytes / 32)"
              + " from generate_series(1, step) i; commit; end loop; end $$");
      link.provision();
      try (EngineProcess engine = link.engine("-Xmx256m")) {
        VolumeBenchmark benchmark = new VolumeBenchmark(link, engine);
        System.out.println(benchmark.caughtUp("one transaction", rows, 128, (int) rows));
        System.out.println(benchmark.caughtUp("backlog", backlogRows, ROW_BYTES, TRANSACTION_ROWS));
      }
    }
  }

  private String caughtUp(String work, long rows, int rowBytes, int transactionRows)
      throws Exception {
    BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", STREAM);
    long spilledBefore = spilledBytes();
    long walBefore = link.east().number("select pg_current_wal_lsn() - '0/0'::pg_lsn");
    link.east()
        .executeAsApp(
            "call write_backlog(%d, %d, %d, %d)"
                .formatted(lastId, rows, rowBytes, transactionRows));
    lastId += rows;
    long wal = link.east().number("select pg_current_wal_lsn() - '0/0'::pg_lsn") - walBefore;
    System.err.printf("%s: %,d rows wait, %,d bytes of WAL%n", work, rows, wal);
    long began = System.nanoTime();
    BatonProgram.done("resume", "-c", link.settingsFile().toString(), "--stream", STREAM);
    await("the last row at west")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              engine.assertAlive();
              return link.west().number("select count(*) from volume where id = " + lastId) == 1;
            });
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertThat(Equality.fingerprint(link.west(), TABLES))
        .as("what west holds")
        .isEqualTo(Equality.fingerprint(link.east(), TABLES));
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "volume");
    report.put("work", work);
    report.put("rows", rows);
    report.put("walBytes", wal);
    report.put("millis", millis);
    report.put("rowsPerSecond", rows * 1_000 / millis);
    report.put("heap", "256 MiB");
    report.put("processPeakMiB", peakMebibytes());
    report.put("spilledByServerBytes", spilledBytes() - spilledBefore);
    return new ObjectMapper().writeValueAsString(report);
  }

  /**
   * What the source's server wrote to disk for the reader, of transactions larger than its memory.
   */
  private long spilledBytes() {
    return link.east()
        .number(
            "select coalesce(sum(spill_bytes), 0) from pg_stat_replication_slots where slot_name = '%s'"
                .formatted(link.slot(STREAM)));
  }

  /** The most memory that the process has had, as the kernel counts it. */
  private long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + engine.handle().pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }
}
