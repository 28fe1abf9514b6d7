package dev.baton.connectors.pgoutput;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * Tells how long after its transaction's commit a message was sent: both by the server's clock, so
 * that no other clock matters. Large for all of a backlog; where the reader is level it is what the
 * server needs to get the commit to its disk.
 *
 * <p>When a message was sent stands before it in what the driver received, and the driver hands on
 * a slice of that. Of a message with nothing before it nothing is known.
 *
 * <p>Owned by the reader's one thread.
 */
final class Lateness {
  /**
   * How often it is looked at between commit times: a long transaction may fall behind in itself.
   */
  private static final int EVERY = 64;

  private final LongConsumer told;
  private long committed;
  private int messages;

  /** {@code told}: microseconds; told at each commit time, and now and then between. */
  Lateness(LongConsumer told) {
    this.told = told;
  }

  /**
   * What comes from now on was committed then.
   *
   * @param message the one that says so
   * @param micros as the server writes times
   */
  void committed(ByteBuffer message, long micros) {
    committed = micros;
    look(message);
  }

  /** What comes from now on was committed so long before this message was sent, or longer. */
  void committedBefore(ByteBuffer message, long micros) {
    committed(message, sent(message) - micros);
  }

  /** The next message of the same transaction. */
  void next(ByteBuffer message) {
    messages++;
    if (messages % EVERY == 0) {
      look(message);
    }
  }

  private void look(ByteBuffer message) {
    if (message.arrayOffset() >= Long.BYTES) {
      told.accept(sent(message) - committed);
    }
  }

  private static long sent(ByteBuffer message) {
    return message.arrayOffset() < Long.BYTES
        ? 0
        : ByteBuffer.wrap(message.array()).getLong(message.arrayOffset() - Long.BYTES);
  }
}
