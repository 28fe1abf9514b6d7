package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Makes backlogs of one kind at a site, as fast as it can: a procedure at the server that commits
 * each transaction, over several connections, with synchronous commits.
 */
final class BacklogSource {

  private static final String END_TABLE = "public.backlog_end";
  private static final long IDS_PER_CONNECTION = 100_000_000L;

  private final PostgresSite site;
  private final Backlog kind;

  /** Makes the procedure too. */
  BacklogSource(PostgresSite site, Backlog kind) {
    this.site = site;
    this.kind = kind;
    site.executeAsApp(kind.procedure());
  }

  /** All tables of a kind of backlog: its own, and the one that tells where a backlog ends. */
  static List<String> tables(Backlog kind) {
    List<String> tables = new ArrayList<>(kind.tables());
    tables.add(END_TABLE);
    return List.copyOf(tables);
  }

  /** Makes and fills the tables, the same wherever it is called. */
  static void createTables(Backlog kind, PostgresSite at) {
    at.executeAsApp(kind.definition().toArray(String[]::new));
    at.executeAsApp("create table backlog_end (round int primary key)");
    at.execute("vacuum analyze", "checkpoint");
  }

  /** Finds the row that tells a target has all of a round's backlog. */
  static String endQuery(int round) {
    return "select 1 from backlog_end where round = " + round;
  }

  /**
   * Makes the backlog and, in a last transaction, the row that ends it.
   *
   * @return a position between that last transaction and those before
   */
  String generate(int round, int size) throws InterruptedException {
    int connections = kind.connections();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          IntStream.range(0, connections)
              .<Future<?>>mapToObj(
                  one -> executor.submit(() -> part(firstId(round, one), share(size, one))))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the backlog could not be made", e.getCause());
    }
    String made = site.value("select pg_current_wal_insert_lsn()");
    site.executeAsApp("insert into backlog_end values (%d)".formatted(round));
    return made;
  }

  private void part(long firstId, int size) {
    site.executeAsApp("call make_backlog(%d, %d)".formatted(firstId, size));
  }

  private int share(int size, int connection) {
    long connections = kind.connections();
    return (int) (size * (connection + 1L) / connections - size * (long) connection / connections);
  }

  /** Never an id of the rows that are there at the start. */
  private long firstId(int round, int connection) {
    return (1 + round * (long) kind.connections() + connection) * IDS_PER_CONNECTION;
  }
}
