package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import java.io.IOException;
import java.io.InputStream;
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
  /**
   * What a server sends so long after its commit is backlog, and more will follow it, whatever the
   * machine's other work puts between. A pause is a small part of this.
   */
  private static final long BEHIND_MICROS = TimeUnit.MILLISECONDS.toMicros(100);

  /** What follows within this is sent by a server that has more to send. */
  private static final long GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** So much without a gap is more than a reader that is level sees. */
  private static final long MANY_BYTES = 32 * 1024;

  /**
   * A pause is some part of the time that the burst took until then, so it delays no reader much
   * that comes to the end. Reading 200,000 small transactions took 1.9 s with pauses of 1 ms, and
   * 1.4 with 10; the server's processor time went from 1.9 to 1.4 s, the reader's from 0.6 to 0.4.
   */
  private static final long PAUSE_NANOS_PER_BYTE = 10;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Receiver receiver;
  private long together;
  private boolean gathering;
  private boolean behind;

  /** {@code receiver}: told while a burst comes. */
  Bursts(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Something is about to be read; the pause is made here, where all that was sent is read. */
  void awaits(InputStream in) throws IOException {
    if (together >= MANY_BYTES && in.available() == 0) {
      LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, together * PAUSE_NANOS_PER_BYTE));
      if (in.available() == 0) {
        ends();
      }
    }
  }

  /** A transaction came that was sent so long after its commit, microseconds. */
  void behind(long micros) {
    behind = micros >= BEHIND_MICROS;
  }

  /**
   * Something was read.
   *
   * @param waitedNanos how long it was waited for
   */
  void came(int bytes, long waitedNanos) {
    if (waitedNanos > GAP_NANOS && !behind) {
      ends();
    } else {
      together += bytes;
      gathering(together >= MANY_BYTES);
    }
  }

  /** One that is behind begins the next burst where this one ends; what has come can be taken. */
  private void ends() {
    if (!behind) {
      together = 0;
    }
    gathering(false);
  }

  private void gathering(boolean more) {
    if (gathering != more) {
      gathering = more;
      receiver.gathering(more);
    }
  }
}
