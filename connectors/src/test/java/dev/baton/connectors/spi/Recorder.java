package dev.baton.connectors.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver that keeps what it is handed, and holds its reader back while it is told to. */
public final class Recorder implements AuditTrailReader.Receiver {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<TrailEvent> events = new ArrayList<>();
  private final List<BatonException> failures = new ArrayList<>();
  private final AtomicInteger readings = new AtomicInteger();
  private final AtomicLong spilled = new AtomicLong();
  private final AtomicInteger givenUp = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean early;
  private boolean late;

  @Override
  public void reading() {
    readings.incrementAndGet();
  }

  @Override
  public void receive(TrailEvent event) throws InterruptedException {
    synchronized (this) {
      late |= !failures.isEmpty() || readings.get() != 1;
      events.add(event);
    }
    gate.await();
  }

  @Override
  public synchronized void failed(BatonException reason) {
    failures.add(reason);
  }

  /** Takes large transactions early from now on. */
  public Recorder takingEarly() {
    early = true;
    return this;
  }

  @Override
  public boolean takesEarly() {
    return early;
  }

  @Override
  public void earlyGivenUp() {
    givenUp.incrementAndGet();
  }

  @Override
  public void spilled(long bytes) {
    spilled.addAndGet(bytes);
  }

  /** Bytes written to the spill folder. */
  public long spilledBytes() {
    return spilled.get();
  }

  /** How often something that was taken early has to be read again. */
  public int earlyGivenUpCount() {
    return givenUp.get();
  }

  /** Holds the reader back from the next event on. */
  public void block() {
    gate = new CountDownLatch(1);
  }

  /** Lets the reader go on. */
  public void unblock() {
    gate.countDown();
  }

  /** Everything handed on so far. */
  public synchronized List<TrailEvent> events() {
    return List.copyOf(events);
  }

  /** The parts among the events. */
  public List<TransactionPart> parts() {
    return events().stream()
        .filter(TransactionPart.class::isInstance)
        .map(TransactionPart.class::cast)
        .toList();
  }

  /** The whole transactions and parts that hold changes. */
  public List<TransactionPart> changing() {
    return parts().stream().filter(part -> !part.changes().isEmpty()).toList();
  }

  /** The messages among the events. */
  public List<Message> messages() {
    return events().stream().filter(Message.class::isInstance).map(Message.class::cast).toList();
  }

  /** Waits until the reader holds the trail. */
  public Recorder awaitReading() {
    await("the reader to read")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> readings.get() > 0 || failure().isPresent());
    assertThat(failure()).isEmpty();
    return this;
  }

  /** Waits for that many transactions or parts with changes. */
  public List<TransactionPart> awaitChanging(int count) {
    await(count + " transactions")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> changing().size() >= count || failure().isPresent());
    assertThat(failure()).isEmpty();
    return changing();
  }

  /** Waits for the reading to end by itself, and tells why. */
  public BatonException awaitFailure() {
    await("the reading to fail")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> failure().isPresent());
    return failure().orElseThrow();
  }

  /** Why the reading ended. */
  public synchronized Optional<BatonException> failure() {
    return failures.stream().findFirst();
  }

  /** How often the reading failed. */
  public synchronized int failureCount() {
    return failures.size();
  }

  /** Checks the calls themselves: one start, at most one failure, and nothing after it. */
  public synchronized void assertProperCalls() {
    assertThat(late).as("events came before the start or after a failure").isFalse();
    assertThat(readings.get()).isLessThanOrEqualTo(1);
    assertThat(failures).hasSizeLessThanOrEqualTo(1);
  }
}
