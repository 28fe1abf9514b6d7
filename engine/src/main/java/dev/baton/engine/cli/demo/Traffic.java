package dev.baton.engine.cli.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Applications that write to one site at a steady rate and remember what was acknowledged to them.
 * Each runs on a virtual thread of its own. {@link #end} may be called from any thread; lists are
 * whole after it.
 */
public final class Traffic implements AutoCloseable {
  /** How long an application waits for a connection before its write has failed. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final HikariDataSource pool;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Traffic(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Starts to write.
   *
   * @param siteNumber which branches are this site's, counted from 0
   * @param rate transactions a second, all applications of the site together
   * @param writers applications
   * @param seed the same seed chooses the same rows
   */
  public static Traffic start(
      EmbeddedSite site, int siteNumber, Bank bank, int rate, int writers, long seed) {
    Traffic traffic = new Traffic(pool(site, writers));
    Duration interval = Duration.ofSeconds(writers).dividedBy(rate);
    SplittableRandom random = new SplittableRandom(seed);
    for (int number = 0; number < writers; number++) {
      Writer writer =
          new Writer(site.name(), siteNumber, number, bank, traffic.pool, interval, random.split());
      traffic.writers.add(writer);
      traffic.threads.add(
          Thread.ofVirtual().name("writer-" + site.name() + "-" + number).start(writer));
    }
    return traffic;
  }

  private static HikariDataSource pool(EmbeddedSite site, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("applications-" + site.name());
    config.setJdbcUrl(site.url());
    config.setUsername(Bank.APPLICATION);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(LONGEST_WAIT.toMillis());
    return new HikariDataSource(config);
  }

  /** Lets every application finish its transaction and end; returns when they have. */
  public void end() throws InterruptedException {
    writers.forEach(Writer::end);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Writes acknowledged so far. */
  public long acknowledgedCount() {
    return writers.stream().mapToLong(writer -> writer.acknowledged().size()).sum();
  }

  /** Every acknowledged write; call it after {@link #end}. */
  public List<Acknowledged> acknowledged() {
    return writers.stream().flatMap(writer -> writer.acknowledged().stream()).toList();
  }

  /** Writes that failed with their commit's outcome unknown; call it after {@link #end}. */
  public List<Acknowledged.Id> uncertain() {
    return writers.stream().flatMap(writer -> writer.uncertain().stream()).toList();
  }

  /** What the applications saw go wrong; call it after {@link #end}. */
  public List<SQLException> failures() {
    return writers.stream().flatMap(writer -> writer.failures().stream()).toList();
  }

  @Override
  public void close() {
    writers.forEach(Writer::end);
    threads.forEach(Thread::interrupt);
    pool.close();
  }
}
