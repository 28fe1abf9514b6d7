package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;

/**
 * Holds back the whole transaction that was read last until it is known whether anything has come
 * behind it, which its receiver is told. Everything else goes on at once. Owned by the reader's one
 * thread.
 */
final class LatestEvent implements TransactionBuilder.HandOn {
  private final Receiver receiver;
  private TransactionPart held;

  LatestEvent(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void take(TrailEvent event) throws InterruptedException {
    handOn(true);
    if (event instanceof TransactionPart part && part.whole()) {
      held = part;
    } else {
      receiver.receive(event);
    }
  }

  boolean isHeld() {
    return held != null;
  }

  /** Hands on what is held, if anything is; {@code more} has come behind it, or not so far. */
  void handOn(boolean more) throws InterruptedException {
    TransactionPart whole = held;
    held = null;
    if (whole == null) {
      return;
    }
    if (more) {
      receiver.receive(whole);
    } else {
      receiver.receiveLast(whole);
    }
  }
}
