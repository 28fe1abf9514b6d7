package dev.baton.it.workload;

import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * TPC-B on every site at once, by several connections each; remembers what was acknowledged. Stop
 * it before asking what it did.
 */
public final class TpcbTraffic implements AutoCloseable {

  /**
   * How much traffic.
   *
   * @param writersPerSite connections at each site
   * @param pause between two transactions of one writer
   * @param seed of all choices
   */
  public record Load(int writersPerSite, Duration pause, long seed) {}

  // Every run has writers of its own, so that runs on one pair of sites share no ids.
  private static final AtomicInteger NEXT_WRITER = new AtomicInteger(1);

  private final List<TpcbWriter> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  private TpcbTraffic() {}

  /** Starts writing. */
  public static TpcbTraffic start(TpcbSchema schema, Load load, List<PostgresSite> sites) {
    TpcbTraffic traffic = new TpcbTraffic();
    for (PostgresSite site : sites) {
      for (int i = 0; i < load.writersPerSite(); i++) {
        int id = NEXT_WRITER.getAndIncrement();
        TpcbWriter writer =
            new TpcbWriter(schema, site, id, load.pause(), load.seed() * 31 + id, traffic.stop);
        traffic.writers.add(writer);
        traffic.threads.add(
            Thread.ofVirtual().name("writer-" + site.name() + "-" + id).start(writer));
      }
    }
    return traffic;
  }

  /** Ends the writing after the transactions in hand. */
  public TpcbTraffic stop() {
    stop.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the traffic stopped", e);
      }
    }
    return this;
  }

  /** Transactions acknowledged so far; may be asked while it writes. */
  public long acknowledgedCount() {
    return writers.stream().mapToLong(TpcbWriter::acknowledgedCount).sum();
  }

  /** Every acknowledged transaction. */
  public Set<WriteId> acknowledged() {
    Set<WriteId> all = new HashSet<>();
    writers.forEach(writer -> all.addAll(writer.acknowledged()));
    return all;
  }

  /** Transactions whose COMMIT was sent and never answered. */
  public Set<WriteId> inDoubt() {
    Set<WriteId> all = new HashSet<>();
    writers.forEach(writer -> all.addAll(writer.inDoubt()));
    return all;
  }

  /** What went wrong for the applications, one sentence each; in-doubt commits included. */
  public List<String> failures() {
    return writers.stream().flatMap(writer -> writer.failures().stream()).toList();
  }

  @Override
  public void close() {
    stop();
  }
}
