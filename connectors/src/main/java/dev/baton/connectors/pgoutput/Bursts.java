package dev.baton.connectors.pgoutput;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a reader that is behind read in bursts. A server whose reader waits for every message sends
 * every message by itself; one whose reader comes back a little later sends what fits its buffers,
 * at less than half the cost. A reader that is level is never made to wait.
 *
 * <p>Owned by the reader's one thread.
 */
final class Bursts {
  /** Messages that follow each other faster than this belong together. */
  private static final long GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** A message that came sooner than this stood in a buffer already. */
  private static final long WAITED_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  /** So many messages together are more than a reader that is level sees. */
  private static final int MANY = 256;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private int together;

  /**
   * A message came; the pause is made here.
   *
   * @param waitedNanos how long it was waited for
   */
  void came(long waitedNanos) {
    if (waitedNanos > GAP_NANOS) {
      together = 0;
    } else if (++together > MANY && waitedNanos > WAITED_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
