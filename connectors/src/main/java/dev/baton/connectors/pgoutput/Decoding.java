package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.function.IntPredicate;

/**
 * Makes source transactions of the messages that one decoding at the server brings, and hands them
 * on. Another decoding sends what was open anew, so what was collected of that ends with this.
 *
 * <p>Owned by the reader's one thread.
 */
final class Decoding implements AutoCloseable {
  private final OpenTransactions open;
  private final LatestEvent latest;
  private final PgoutputMessages messages;

  /**
   * @param from what ends at or before it is left out
   * @param tables that the trail has described, in this decoding or an earlier one
   * @param mayBeEarly as in {@link PgoutputMessages}
   */
  Decoding(
      ReaderSettings settings,
      SourcePosition from,
      Relations tables,
      Bursts bursts,
      Receiver receiver,
      IntPredicate mayBeEarly) {
    this.open =
        new OpenTransactions(
            settings.name(), settings.spillFolder(), bursts::level, receiver::spilled);
    this.latest = new LatestEvent(receiver);
    this.messages =
        new PgoutputMessages(
            from,
            new TransactionBuilder(from, settings.partBytes(), settings.messagePrefix(), latest),
            tables,
            open,
            mayBeEarly,
            InstantSource.system(),
            bursts::sentAfter);
  }

  /** Whether a whole transaction waits for what comes behind it. */
  boolean isHeld() {
    return latest.isHeld();
  }

  /** Takes the next message; what was held goes on before it. */
  void take(ByteBuffer message) throws InterruptedException {
    latest.handOn(true);
    messages.take(message);
  }

  /** Nothing has come so far behind what was taken; what was held goes on as the last. */
  void nothingCame() throws InterruptedException {
    latest.handOn(false);
  }

  /** What was held goes on; more may be at hand behind it. */
  void flush() throws InterruptedException {
    latest.handOn(true);
  }

  /** Whether all that began has ended. */
  boolean isBetweenTransactions() {
    return messages.isBetweenTransactions();
  }

  /** Up to where all that committed was taken. */
  SourcePosition reached() {
    return messages.reached();
  }

  @Override
  public void close() {
    open.close();
  }
}
