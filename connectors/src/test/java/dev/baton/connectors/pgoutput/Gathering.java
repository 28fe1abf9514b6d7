package dev.baton.connectors.pgoutput;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.BatonException;

/** A receiver that knows whether it was told last that more is at hand; what it takes is gone. */
final class Gathering implements Receiver {
  private boolean gathering;

  boolean isGathering() {
    return gathering;
  }

  @Override
  public void gathering(boolean more) {
    gathering = more;
  }

  @Override
  public void reading() {}

  @Override
  public void receive(TrailEvent event) {}

  @Override
  public void failed(BatonException reason) {
    throw reason;
  }
}
