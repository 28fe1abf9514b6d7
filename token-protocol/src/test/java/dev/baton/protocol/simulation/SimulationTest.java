package dev.baton.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tries the protocol in many histories. A failing seed is replayed and told in full. */
class SimulationTest {
  private static final long HISTORIES = Long.getLong("baton.simulation.histories", 100_000);
  private static final long FROM = Long.getLong("baton.simulation.from", 0);
  private static final int BATCH = 500;

  @Test
  void everyHistoryEndsAsTheOracleDoes() throws InterruptedException {
    Long seed = Long.getLong("baton.simulation.seed");
    if (seed != null) {
      System.out.println(tell(seed, Mutant.NONE));
      return;
    }
    long begin = System.nanoTime();
    Coverage coverage = runAll();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d histories from seed %d in %.1f s (%.0f a second): %d steps, %d handovers,"
            + " %d transactions, %d faults; the longest ending took %d steps%n%s",
        coverage.histories,
        FROM,
        seconds,
        coverage.histories / seconds,
        coverage.steps,
        coverage.handovers,
        coverage.transactions,
        coverage.injected,
        coverage.longestEnding,
        coverage.table());
    assertThat(coverage.histories).isEqualTo(HISTORIES);
    assertThat(coverage.missing()).as("never seen").isEmpty();
  }

  private static Coverage runAll() throws InterruptedException {
    AtomicLong next = new AtomicLong(FROM);
    ConcurrentLinkedQueue<Coverage> done = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<AssertionError> failed = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(
          Thread.ofPlatform().name("simulation-" + i).start(() -> work(next, done, failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failed.isEmpty()) {
      throw failed.peek();
    }
    Coverage all = new Coverage();
    done.forEach(all::add);
    return all;
  }

  private static void work(
      AtomicLong next,
      ConcurrentLinkedQueue<Coverage> done,
      ConcurrentLinkedQueue<AssertionError> failed) {
    World world = new World();
    History history = new History(world);
    while (failed.isEmpty()) {
      long from = next.getAndAdd(BATCH);
      if (from >= FROM + HISTORIES) {
        done.add(world.coverage);
        return;
      }
      for (long seed = from; seed < Math.min(from + BATCH, FROM + HISTORIES); seed++) {
        try {
          history.run(seed);
        } catch (RuntimeException | Violation e) {
          failed.add(
              new AssertionError("seed %d: %s%n%s".formatted(seed, e, tell(seed, Mutant.NONE)), e));
          return;
        }
      }
    }
  }

  /** Runs one seed again, in words. */
  static String tell(long seed, Mutant mutant) {
    World world = new World();
    world.mutant = mutant;
    world.story = new Story(true);
    String end;
    try {
      new History(world).run(seed);
      end = "ended well";
    } catch (RuntimeException | Violation e) {
      end = e.toString();
    }
    return "%s%nseed %d: %s".formatted(world.story.text(), seed, end);
  }
}
