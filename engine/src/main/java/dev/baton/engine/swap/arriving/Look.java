package dev.baton.engine.swap.arriving;

import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.LinkRows;

/** What a task sees: the row of its stream and those of the link, as they were read just now. */
record Look(Arrival arrival, HandoverRow row, LinkRows link) {

  Handover handover() {
    return row.handover();
  }
}
