package dev.baton.engine.apply;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.CommitOrder;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.lane.Numbered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes beyond the first, each with a thread of its own. They are opened when there is work for
 * them the first time. Started and closed by the thread of the leading lane.
 */
final class FurtherLanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FurtherLanes.class);
  private static final Duration CANCEL_AGAIN = Duration.ofMillis(100);

  /** Applies a group on a lane; throws what ends the stream. */
  interface Applying {
    void apply(Lane lane, Numbered work) throws InterruptedException;
  }

  private final String name;
  private final Intake intake;
  private final CommitOrder order;
  private final IntFunction<Lane> open;
  private final Applying applying;
  private final Runnable onFailure;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Lane> lanes = new ConcurrentLinkedQueue<>();

  /**
   * @param name of the stream
   * @param open opens the lane of a number
   * @param onFailure told when the order was stopped by a lane
   */
  FurtherLanes(
      String name,
      Intake intake,
      CommitOrder order,
      IntFunction<Lane> open,
      Applying applying,
      Runnable onFailure) {
    this.name = name;
    this.intake = intake;
    this.order = order;
    this.open = open;
    this.applying = applying;
    this.onFailure = onFailure;
  }

  /** Starts lanes 1 to {@code count}, unless they are started. */
  void start(int count) {
    while (threads.size() < count) {
      int number = threads.size() + 1;
      threads.add(
          Thread.ofPlatform().daemon().name(name + "/lane " + number).start(() -> run(number)));
    }
  }

  private void run(int number) {
    try (Lane lane = open.apply(number)) {
      lanes.add(lane);
      help(lane);
    } catch (BatonException e) {
      log.warn("{}: goes on without lane {}: {}", name, number, e.getMessage());
    }
  }

  /** Whatever ends it while it holds a number ends the stream: nobody else commits that number. */
  private void help(Lane lane) {
    try {
      Optional<Numbered> work = intake.help();
      while (work.isPresent()) {
        applying.apply(lane, work.get());
        work = intake.help();
      }
    } catch (RuntimeException e) {
      failed(e);
    } catch (InterruptedException | Error e) {
      failed(new BatonException(ErrorCode.INTERNAL, name + ": a lane ended by " + e, e));
    }
  }

  private void failed(RuntimeException reason) {
    order.stop(reason);
    onFailure.run();
  }

  /** Ends all of them; what they have not committed is rolled back. */
  @Override
  public void close() {
    if (threads.isEmpty()) {
      return;
    }
    intake.close();
    order.stop(new BatonException(ErrorCode.TRANSIENT, name + ": the run ended"));
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          if (!thread.join(CANCEL_AGAIN)) {
            // One that writes before its turn may wait for a lock as long as an application likes.
            lanes.forEach(Lane::cancel);
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    log.debug("{}: {} lanes ended", name, threads.size());
  }
}
