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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandOffTest {
  private static final long LONG = 20_000;
  private static final Duration SOON = Duration.ofSeconds(10);

  /** Longer than a test may last. */
  private static final long FOR_EVER = 600_000;

  private final HandOff handOff = new HandOff(100, 40, 3, LONG);
  private Thread taker;
  private Thread last;

  private static TrailEvent event(long number, long bytes) {
    return new TransactionPart(number, 0, List.of(), true, true, new SourcePosition(number), bytes);
  }

  /** Runs it on a thread of its own, which is then {@link #last}. */
  private <T> CompletableFuture<T> behind(Callable<T> what) {
    CompletableFuture<T> done = new CompletableFuture<>();
    last =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    done.complete(what.call());
                  } catch (Exception | Error e) {
                    done.completeExceptionally(e);
                  }
                });
    return done;
  }

  private CompletableFuture<Boolean> putBehind(TrailEvent event) {
    CompletableFuture<Boolean> done = behind(() -> handOff.put(event));
    Thread putter = last;
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
    return waiting(() -> from.take(timeoutMillis));
  }

  private CompletableFuture<Optional<TrailEvent>> takeBehind(HandOff from, Deputy deputy) {
    return waiting(() -> from.take(LONG, deputy));
  }

  private CompletableFuture<Optional<TrailEvent>> waiting(Callable<Optional<TrailEvent>> taking) {
    CompletableFuture<Optional<TrailEvent>> taken = behind(taking);
    taker = last;
    await().until(() -> taken.isDone() || taker.getState() == Thread.State.TIMED_WAITING);
    return taken;
  }

  /** Acts on events below 100, each as long as it is held. */
  private static final class Acting implements Deputy {
    private final List<TrailEvent> acted = new CopyOnWriteArrayList<>();
    private final CountDownLatch let = new CountDownLatch(1);
    private volatile Throwable failing;
    private volatile boolean leaving;

    @Override
    public boolean actsOn(TrailEvent event) {
      return event.position().value() < 100;
    }

    @Override
    public boolean act(TrailEvent event) throws InterruptedException {
      acted.add(event);
      let.await();
      if (failing instanceof RuntimeException e) {
        throw e;
      }
      if (failing instanceof Error e) {
        throw e;
      }
      return !leaving;
    }

    /** Goes on, now and from here on at once. */
    Acting let() {
      let.countDown();
      return this;
    }
  }

  @Test
  void whatComesLastIsActedOnByWhoeverPutsItAndTheTakerSleepsOn() throws InterruptedException {
    Acting deputy = new Acting().let();
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind(handOff, deputy);
    assertThat(handOff.putLast(event(1, 1))).isTrue();
    assertThat(handOff.putLast(event(2, 1))).isTrue();
    assertThat(deputy.acted).containsExactly(event(1, 1), event(2, 1));
    assertWaits(taken);
    handOff.put(event(3, 1));
    assertThat(taken).succeedsWithin(SOON).isEqualTo(Optional.of(event(3, 1)));
    assertThat(deputy.acted).hasSize(2);
  }

  @Test
  void whatNobodyActsOnIsTaken() throws InterruptedException {
    Acting deputy = new Acting().let();
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind(handOff, deputy);
    handOff.putLast(event(100, 1));
    assertThat(taken).succeedsWithin(SOON).isEqualTo(Optional.of(event(100, 1)));
    handOff.putLast(event(1, 1));
    assertThat(handOff.take(LONG, deputy)).as("nobody waited").contains(event(1, 1));
    handOff.gathering(true);
    CompletableFuture<Optional<TrailEvent>> gathered = takeBehind(handOff, deputy);
    handOff.putLast(event(2, 1));
    assertWaits(gathered);
    handOff.putLast(event(3, 1));
    handOff.gathering(false);
    assertThat(gathered).succeedsWithin(SOON).isEqualTo(Optional.of(event(2, 1)));
    assertThat(handOff.take(LONG)).contains(event(3, 1));
    assertThat(deputy.acted).isEmpty();
  }

  @Test
  void whoeverIsToldMeanwhileGoesOnWhenTheDeputyHasDone() {
    CompletableFuture<Optional<TrailEvent>> taken =
        goesOnBehindTheDeputy(
            () -> {
              handOff.wake();
              handOff.close();
            });
    assertThat(taken).succeedsWithin(SOON).isEqualTo(Optional.empty());
    assertThat(handOff.isDrained()).isTrue();
  }

  @Test
  void whoeverIsInterruptedMeanwhileGoesOnWhenTheDeputyHasDone() {
    assertThat(goesOnBehindTheDeputy(() -> taker.interrupt()))
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(InterruptedException.class);
  }

  /** Tells a taker for whom a deputy acts, and lets the deputy end once the taker waits for it. */
  private CompletableFuture<Optional<TrailEvent>> goesOnBehindTheDeputy(Runnable telling) {
    Acting deputy = new Acting();
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind(handOff, deputy);
    CompletableFuture<Boolean> put = behind(() -> handOff.putLast(event(1, 1)));
    await().until(() -> deputy.acted.size() == 1);
    telling.run();
    await().until(() -> taken.isDone() || taker.getState() == Thread.State.WAITING);
    assertThat(taken).isNotDone();
    assertThat(handOff.isDrained()).as("something is under way").isFalse();
    deputy.let();
    assertThat(put).succeedsWithin(SOON).isEqualTo(true);
    return taken;
  }

  @Test
  void whatADeputyLeavesTheTakerSeesToBeforeItTakesMore() throws InterruptedException {
    Acting deputy = new Acting();
    deputy.leaving = true;
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind(handOff, deputy);
    CompletableFuture<Boolean> put =
        behind(() -> handOff.putLast(event(1, 1)) && handOff.putLast(event(2, 1)));
    await().until(() -> deputy.acted.size() == 1);
    assertWaits(taken);
    deputy.let();
    assertThat(taken).succeedsWithin(SOON).isEqualTo(Optional.empty());
    assertThat(put).succeedsWithin(SOON).isEqualTo(true);
    assertThat(handOff.take(LONG, deputy)).contains(event(2, 1));
    assertThat(deputy.acted).hasSize(1);
  }

  @Test
  void whatADeputyThrowsTheTakerIsThrown() {
    for (Throwable failing : List.of(new IllegalStateException("a"), new StackOverflowError("b"))) {
      HandOff fresh = new HandOff(100, 40, 3, LONG);
      Acting deputy = new Acting().let();
      deputy.failing = failing;
      CompletableFuture<Optional<TrailEvent>> taken = takeBehind(fresh, deputy);
      assertThat(behind(() -> fresh.putLast(event(1, 1)))).succeedsWithin(SOON).isEqualTo(true);
      assertThat(taken).failsWithin(SOON).withThrowableThat().havingCause().isSameAs(failing);
      assertThat(behind(() -> fresh.putLast(event(2, 1)))).succeedsWithin(SOON);
      assertThat(deputy.acted).as("not beyond what failed").hasSize(1);
    }
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
  void whoWaitsForAnEventIsToldThatNoneWillCome() {
    CompletableFuture<Optional<TrailEvent>> taken = takeBehind();
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
