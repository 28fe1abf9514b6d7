package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a row needs from the answer to its COMMIT at one site until it is seen at the other, to
 * a tenth of a millisecond, or a fiftieth of a long one. One thread commits a row fifty times a
 * second, on time whatever became of those before; another looks at the target for as long as a row
 * is on its way, and only then, for looking that often takes what replication needs.
 */
final class Pings implements AutoCloseable {

  static final String TABLE = "public.ping";

  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /**
   * So exactly a long delay is told. To look every 50 µs for a row that is late, in both
   * directions, took a quarter of two cores just when replication was short of them: whoever was
   * late was made later, 100 to 300 ms where it is 27 to 59.
   */
  private static final int PARTS = 50;

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long END = Long.MAX_VALUE;

  private final PostgresSite source;
  private final PostgresSite target;
  private final long firstNumber;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final BlockingQueue<Long> underWay = new LinkedBlockingQueue<>();
  private final Map<Long, Long> committedNanos = new ConcurrentHashMap<>();
  private final Map<Long, Long> seenNanos = new ConcurrentHashMap<>();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("ping-", 1).factory());
  private final Future<?> writer;
  private final Future<?> watcher;

  private Pings(PostgresSite source, PostgresSite target, long firstNumber) {
    this.source = source;
    this.target = target;
    this.firstNumber = firstNumber;
    this.watcher = executor.submit(this::watch);
    this.writer = executor.submit(this::write);
  }

  static void createTable(PostgresSite at) {
    at.executeAsApp(
        "create table ping (site text not null, n bigint not null, primary key (site, n))");
  }

  /**
   * Starts.
   *
   * @param firstNumber larger than that of any row before
   */
  static Pings start(PostgresSite source, PostgresSite target, long firstNumber) {
    return new Pings(source, target, firstNumber);
  }

  private Void write() throws SQLException, InterruptedException {
    try (Connection connection = source.app();
        PreparedStatement insert =
            connection.prepareStatement("insert into ping (site, n) values (?, ?)")) {
      insert.setString(1, source.name());
      long next = System.nanoTime();
      for (long n = firstNumber; stop.getCount() > 0; n++) {
        insert.setLong(2, n);
        // Before its commit: the watcher is to be awake when the row comes.
        underWay.add(n);
        insert.executeUpdate();
        committedNanos.put(n, System.nanoTime());
        next += EVERY_NANOS;
        stop.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } finally {
      underWay.add(END);
    }
    return null;
  }

  private Void watch() throws SQLException, InterruptedException {
    try (Connection connection = target.admin();
        PreparedStatement newest =
            connection.prepareStatement("select coalesce(max(n), 0) from ping where site = ?")) {
      newest.setString(1, source.name());
      long last = 0;
      long lookedNanos = 0;
      for (long n = underWay.take(); n != END; n = underWay.take()) {
        long since = System.nanoTime();
        while (last < n) {
          last = look(newest);
          lookedNanos = System.nanoTime();
          if (lookedNanos - since > LONGEST_NANOS) {
            throw new IllegalStateException(
                "row %d of %s never came to %s".formatted(n, source.name(), target.name()));
          }
          if (last < n) {
            LockSupport.parkNanos(Math.max(LOOK_NANOS, late(n, lookedNanos) / PARTS));
          }
        }
        seenNanos.put(n, lookedNanos);
      }
    }
    return null;
  }

  /** So long ago its COMMIT was answered; 0 where it is not yet. */
  private long late(long n, long nowNanos) {
    return nowNanos - committedNanos.getOrDefault(n, nowNanos);
  }

  private static long look(PreparedStatement newest) throws SQLException {
    try (ResultSet row = newest.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Ends it and waits for the last row; then tells all delays, in nanoseconds. */
  List<Long> stop() throws InterruptedException, ExecutionException {
    stop.countDown();
    writer.get();
    watcher.get();
    List<Long> delays = new ArrayList<>();
    // A row may be seen before its COMMIT is answered.
    seenNanos.forEach((n, seen) -> delays.add(Math.max(0, seen - committedNanos.get(n))));
    return delays;
  }

  @Override
  public void close() {
    stop.countDown();
    executor.close();
  }
}
