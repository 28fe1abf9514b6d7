package dev.baton.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandOffTest {
  private static final long LONG = 20_000;

  /** Longer than a test may last. */
  private static final long FOR_EVER = 600_000;

  private final HandOff handOff = new HandOff(100, 40, 3, LONG);
  private Thread taker;

  private static TrailEvent event(long number, long bytes) {
    return new TransactionPart(number, 0, List.of(), true, true, new SourcePosition(number), bytes);
  }

  private CompletableFuture<Boolean> putBehind(TrailEvent event) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread putter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    done.complete(handOff.put(event));
                  } catch (InterruptedException e) {
                    done.completeExceptionally(e);
                  }
                });
    await().until(() -> done.isDone() || putter.getState() == Thread.State.WAITING);
    return done;
  }

  /** It was not woken, or is by now back where it waits. */
  private void assertWaits(CompletableFuture<Optional<TrailEvent>> taken) {
    await().until(() -> taken.isDone() || taker.getState() == Thread.State.TIMED_WAITING);
    assertThat(taken).isNotDone();
  }

  private CompletableFuture<Optional<TrailEvent>> takeBehind() {
    return takeBehind(handOff, LONG);
  }

  private CompletableFuture<Optional<TrailEvent>> takeBehind(HandOff from, long timeoutMillis) {
    CompletableFuture<Optional<TrailEvent>> done = new CompletableFuture<>();
    taker =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    done.complete(from.take(timeoutMillis));
                  } catch (InterruptedException e) {
                    done.completeExceptionally(e);
                  }
                });
    await().until(() -> done.isDone() || taker.getState() == Thread.State.TIMED_WAITING);
    return done;
  }

  @Test
  void whileMoreIsComingTheTakerWaitsForEnoughEvents() throws InterruptedException {
    handOff.gathering(true);
    handOff.put(event(1, 1));
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
    handOff.put(event(2, 1));
    assertWaits(taken);
    handOff.put(event(3, 1));
    assertThat(taken.join()).contains(event(1, 1));
    assertThat(handOff.poll()).as("what is there can be had").contains(event(2, 1));
  }

  @Test
  void whileMoreIsComingTheTakerWaitsForEnoughBytes() throws InterruptedException {
    handOff.gathering(true);
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
    handOff.put(event(1, 39));
    assertWaits(taken);
    handOff.put(event(2, 1));
    assertThat(taken.join()).contains(event(1, 39));
  }

  /** Whoever says that more is coming may be wrong: then nothing else would wake the taker. */
  @Test
  void whileMoreIsComingAnEventIsHeldBackForAMomentOnly() throws Exception {
    HandOff asInUse = new HandOff(100, 40, 3);
    asInUse.gathering(true);
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind(asInUse, FOR_EVER);
    asInUse.put(event(1, 1));
    // Not join: the test's time limit could not end it.
    assertThat(taken.get()).contains(event(1, 1));
    asInUse.put(event(2, 1));
    assertThat(asInUse.take(FOR_EVER)).contains(event(2, 1));
  }

  @Test
  void whileMoreIsComingAnEventThatFindsNoRoomWakesTheTaker() throws InterruptedException {
    handOff.gathering(true);
    handOff.put(event(1, 10));
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
    CompletableFuture<Boolean> put = putBehind(event(2, 95));
    assertThat(taken.join()).contains(event(1, 10));
    assertThat(put.join()).isTrue();
  }

  @Test
  void whenNoMoreComesTheTakerHasWhatIsThere() throws InterruptedException {
    handOff.gathering(true);
    handOff.put(event(1, 1));
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
    handOff.gathering(false);
    assertThat(taken.join()).contains(event(1, 1));
  }

  @Test
  void aControlOperationDoesNotWaitForWhatIsComing() throws InterruptedException {
    handOff.gathering(true);
    handOff.put(event(1, 1));
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
    handOff.wake();
    assertThat(taken.join()).isPresent();
    handOff.put(event(2, 1));
    CompletableFuture<Optional<TrailEvent>> last = takeBehind();
    handOff.close();
    assertThat(last.join()).contains(event(2, 1));
  }

  @Test
  void eventsAreTakenInTheOrderTheyWerePut() throws InterruptedException {
    int many = 10_000;
    Thread putter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < many; i++) {
                      handOff.put(event(i, 1 + i % 130));
                    }
                    handOff.close();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    List<Long> taken = new ArrayList<>();
    while (!handOff.isDrained()) {
      handOff.take(LONG).ifPresent(e -> taken.add(((TransactionPart) e).transactionId()));
    }
    putter.join();
    assertThat(taken).hasSize(many).isSorted();
  }

  @Test
  void whoPutsWaitsUntilThereIsRoom() throws InterruptedException {
    handOff.put(event(1, 60));
    CompletableFuture<Boolean> second = putBehind(event(2, 60));
    assertThat(second).isNotDone();
    assertThat(handOff.bytes()).isEqualTo(60);
    assertThat(handOff.take(LONG)).isPresent();
    await().until(second::isDone);
    assertThat(handOff.bytes()).isEqualTo(60);
  }

  @Test
  void anEventLargerThanTheBoundPassesAlone() throws InterruptedException {
    handOff.put(event(1, 1_000));
    CompletableFuture<Boolean> next = putBehind(event(2, 1));
    assertThat(next).isNotDone();
    assertThat(handOff.take(LONG)).contains(event(1, 1_000));
    assertThat(handOff.take(LONG)).contains(event(2, 1));
    assertThat(handOff.bytes()).isZero();
  }

  @Test
  void whatIsInsideWhenItClosesIsStillTaken() throws InterruptedException {
    handOff.put(event(1, 10));
    handOff.put(event(2, 10));
    handOff.close();
    assertThat(handOff.isDrained()).isFalse();
    assertThat(handOff.poll()).contains(event(1, 10));
    assertThat(handOff.take(LONG)).contains(event(2, 10));
    assertThat(handOff.isDrained()).isTrue();
    assertThat(handOff.take(LONG)).isEmpty();
  }

  @Test
  void nothingIsPutAfterItCloses() throws InterruptedException {
    assertThat(handOff.put(event(1, 1))).isTrue();
    handOff.close();
    assertThat(handOff.put(event(2, 1))).isFalse();
    assertThat(handOff.poll()).contains(event(1, 1));
    assertThat(handOff.peek()).isEmpty();
  }

  @Test
  void whoWaitsForRoomIsTurnedAwayWhenItCloses() throws InterruptedException {
    handOff.put(event(1, 100));
    CompletableFuture<Boolean> waiting = putBehind(event(2, 1));
    handOff.close();
    assertThat(waiting.join()).isFalse();
    assertThat(handOff.take(LONG)).contains(event(1, 100));
    assertThat(handOff.isDrained()).isTrue();
  }

  @Test
  void whoWaitsForAnEventIsToldThatNoneWillCome() throws InterruptedException {
    CompletableFuture<Optional<TrailEvent>> taken = new CompletableFuture<>();
    Thread taker =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    taken.complete(handOff.take(LONG));
                  } catch (InterruptedException e) {
                    taken.completeExceptionally(e);
                  }
                });
    await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
    handOff.close();
    assertThat(taken).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
  }

  @Test
  void whatIsDiscardedIsGoneAndNothingFollows() throws InterruptedException {
    handOff.put(event(1, 40));
    handOff.discard();
    assertThat(handOff.isDrained()).isTrue();
    assertThat(handOff.bytes()).isZero();
    assertThat(handOff.put(event(2, 1))).isFalse();
  }

  @Test
  void waitingForAnEventEndsWithItsTime() throws InterruptedException {
    assertThat(handOff.take(1)).isEmpty();
    assertThat(handOff.isDrained()).isFalse();
  }
}
