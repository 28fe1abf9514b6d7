package dev.baton.engine.swap.row;

import dev.baton.protocol.handover.Handover;

/**
 * A row of {@code baton.handover}: the handover as the protocol knows it, and what only its drivers
 * need.
 *
 * @param toSlot the new engine's replication slot at the source
 * @param toOriginSlot which set of replication origins the new engine's lanes use
 */
public record HandoverRow(String link, String toSlot, char toOriginSlot, Handover handover) {

  public HandoverRow with(Handover next) {
    return new HandoverRow(link, toSlot, toOriginSlot, next);
  }
}
