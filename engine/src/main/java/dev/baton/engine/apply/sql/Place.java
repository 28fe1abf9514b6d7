package dev.baton.engine.apply.sql;

import dev.baton.protocol.trail.SourcePosition;

/** Where in the trail a change stands, for errors: its transaction and that transaction's end. */
public record Place(long transactionId, SourcePosition position) {
  @Override
  public String toString() {
    return "source transaction "
        + transactionId
        + (position.equals(SourcePosition.NONE) ? "" : " at " + position);
  }
}
