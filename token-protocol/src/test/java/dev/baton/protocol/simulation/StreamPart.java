package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.token.TokenGuard;
import dev.baton.protocol.trail.ActiveTransactions;
import java.util.Arrays;
import java.util.Optional;

/** What one process knows of one stream. */
final class StreamPart {
  /** Must read the stream's rows first. */
  static final byte START = 0;

  static final byte OWNER = 1;
  static final byte FOLLOWER = 2;

  byte role;

  /** Up to where it has read the source's trail. */
  int cursor;

  /** As an owner: the last number and position it knows to be its own. */
  int number;

  long generation;
  int position;

  /** The cut was seen in the row of this handover. */
  boolean cutSeen;

  long cutHandover;

  /** Place and number of a CUT token met in the trail; 0 for none. */
  int cutAt;

  long cutSequence;

  /** The HANDOVER token met in the trail. */
  int tokenAt;

  long tokenHandover;
  long tokenSequence;
  ActiveTransactions tokenList = ActiveTransactions.NONE;

  /** The last token that it wrote itself. */
  long tokenWritten;

  boolean hasGuard;
  TokenGuard guard;

  /** The handovers' rows by their ids, as last read; holes included. */
  final Handover[] views = new Handover[World.HANDOVERS];

  void reset() {
    Arrays.fill(views, null);
    lose();
  }

  /** Begins anew with the stream, after its session was lost. */
  void lose() {
    role = START;
    cursor = 0;
    hasGuard = false;
    cutSeen = false;
    cutAt = 0;
    tokenAt = 0;
    tokenWritten = 0;
  }

  /** The last of its rows as last read. */
  Optional<Handover> view() {
    for (int id = World.HANDOVERS - 1; id >= 0; id--) {
      if (views[id] != null) {
        return Optional.of(views[id]);
      }
    }
    return Optional.empty();
  }
}
