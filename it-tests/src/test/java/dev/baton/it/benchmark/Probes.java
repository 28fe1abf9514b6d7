package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import dev.baton.it.site.Probe;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a row needs from its commit at one site until it is seen at the other, measured from
 * outside: one connection commits a row every ten milliseconds and notes when its COMMIT was
 * answered; another looks for new rows at the target every few milliseconds. Two threads of its
 * own.
 */
final class Probes implements AutoCloseable {
  static final String TABLE = "public.probe";
  private static final long EVERY_MILLIS = 10;
  private static final long LOOK_MILLIS = 4;

  /** One row. Both times by {@link System#nanoTime()}. */
  record Seen(long committedNanos, long visibleNanos) {
    long delayNanos() {
      return Math.max(0, visibleNanos - committedNanos);
    }
  }

  private final PostgresSite source;
  private final PostgresSite target;
  private final Map<Long, Long> committed = new ConcurrentHashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread writer;
  private final Thread watcher;
  private volatile String failure = "";
  private volatile long written;

  private Probes(PostgresSite source, PostgresSite target) {
    this.source = source;
    this.target = target;
    this.writer = Thread.ofPlatform().name("probe-writer-" + source.name()).unstarted(this::write);
    this.watcher = Thread.ofPlatform().name("probe-watcher-" + target.name()).unstarted(this::look);
  }

  static void createTable(PostgresSite at) {
    at.executeAsApp(
        "create table probe (site text not null, n bigint not null, primary key (site, n))");
  }

  static Probes start(PostgresSite source, PostgresSite target) {
    Probes probes = new Probes(source, target);
    probes.watcher.start();
    probes.writer.start();
    return probes;
  }

  private void write() {
    try (Connection connection = source.app();
        PreparedStatement insert =
            connection.prepareStatement("insert into probe (site, n) values (?, ?)")) {
      long next = System.nanoTime();
      for (long n = 1; stop.getCount() > 0; n++) {
        insert.setString(1, source.name());
        insert.setLong(2, n);
        insert.executeUpdate();
        committed.put(n, System.nanoTime());
        written = n;
        next += TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        stop.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (SQLException e) {
      failure = "probe at " + source.name() + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    CountDownLatch pause = new CountDownLatch(1);
    Map<Long, Long> waiting = new HashMap<>();
    long last = 0;
    try (Probe probe = new Probe(target)) {
      while (stop.getCount() > 0 || last < written && failure.isEmpty()) {
        String query =
            "select n from probe where site = '%s' and n > %d order by n"
                .formatted(source.name(), last);
        for (String n : probe.column(query)) {
          last = Long.parseLong(n);
          waiting.put(last, System.nanoTime());
        }
        waiting.entrySet().removeIf(one -> note(one.getKey(), one.getValue()));
        pause.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (SQLException e) {
      failure = "probe at " + target.name() + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A row may be seen before its COMMIT is answered. */
  private boolean note(long n, long visibleNanos) {
    Long at = committed.remove(n);
    if (at == null) {
      return false;
    }
    synchronized (seen) {
      seen.add(new Seen(at, visibleNanos));
    }
    return true;
  }

  /** Rows whose commit was answered in an interval, as far as they have been seen. */
  List<Seen> between(long fromNanos, long toNanos) {
    synchronized (seen) {
      return seen.stream()
          .filter(one -> one.committedNanos() >= fromNanos && one.committedNanos() < toNanos)
          .toList();
    }
  }

  /** What went wrong, empty when nothing did. */
  String failure() {
    return failure;
  }

  /** Stops writing, waits for the last row to be seen. */
  @Override
  public void close() {
    stop.countDown();
    try {
      writer.join();
      watcher.join(TimeUnit.SECONDS.toMillis(60));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
