package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.AuditTrailReader.Receiver;
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

  private final Receiver receiver;
  private int together;
  private boolean gathering;

  /** {@code receiver}: told while a burst comes. */
  Bursts(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * A message came; the pause is made here.
   *
   * @param waitedNanos how long it was waited for
   */
  void came(long waitedNanos) {
    if (waitedNanos > GAP_NANOS) {
      nothingCame();
    } else if (++together > MANY) {
      gathering(true);
      if (waitedNanos > WAITED_NANOS) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** No message is there now. */
  void nothingCame() {
    together = 0;
    gathering(false);
  }

  private void gathering(boolean more) {
    if (gathering != more) {
      gathering = more;
      receiver.gathering(more);
    }
  }
}
