package dev.baton.engine.swap.row;

import dev.baton.config.SwapSettings;
import dev.baton.protocol.handover.Handover;

/**
 * A row of {@code baton.handover}: the handover as the protocol knows it, and what only its drivers
 * need.
 *
 * @param toSlot the new engine's replication slot at the source
 * @param toOriginSlot which set of replication origins the new engine's lanes use
 * @param slot whether the new engine's slot is a copy of the current engine's
 * @param tokens how tokens travel in the source's trail
 */
public record HandoverRow(
    String link,
    String toSlot,
    char toOriginSlot,
    SwapSettings.Slot slot,
    SwapSettings.Tokens tokens,
    Handover handover) {

  /** Whether the new engine sees whole only what begins after its slot. */
  public boolean hasFreshSlot() {
    return slot == SwapSettings.Slot.FRESH;
  }

  public HandoverRow with(Handover next) {
    return new HandoverRow(link, toSlot, toOriginSlot, slot, tokens, next);
  }
}
