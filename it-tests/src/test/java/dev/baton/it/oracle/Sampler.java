package dev.baton.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks again and again, while everything goes on, for an instant at which a guarantee does not
 * hold. A site that is down is looked at later.
 */
public final class Sampler implements AutoCloseable {

  /** One look at the sites. */
  public interface Look extends AutoCloseable {
    /** Adds a sentence for each violation seen. */
    void look(List<String> violations) throws SQLException;

    @Override
    void close();
  }

  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int KEPT_VIOLATIONS = 20;

  private final String name;
  private final Look look;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicInteger samples = new AtomicInteger();
  private final List<String> violations = new ArrayList<>();
  private final Thread thread;

  private Sampler(String name, Look look) {
    this.name = name;
    this.look = look;
    this.thread = Thread.ofVirtual().name("sampler-" + name).start(this::sample);
  }

  /** ATOM, at both sites. */
  public static Sampler atomicity(LinkFixture link) {
    return new Sampler("ATOM", new Atomicity(link.sites()));
  }

  /** SLOT, for one stream. */
  public static Sampler slot(LinkFixture link, String stream) {
    return new Sampler("SLOT", new SlotBound(link, stream));
  }

  private void sample() {
    try (look) {
      do {
        try {
          look.look(violations);
          samples.incrementAndGet();
        } catch (SQLException e) {
          // The site is down: that is what some tests are about, and no violation.
        }
      } while (violations.size() < KEPT_VIOLATIONS
          && !stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops and fails if it saw a violation, or too little to say. */
  public void check(int leastSamples) {
    close();
    assertThat(violations).as(name + " at " + samples + " sampled instants").isEmpty();
    assertThat(samples.get()).as("samples of " + name).isGreaterThanOrEqualTo(leastSamples);
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
