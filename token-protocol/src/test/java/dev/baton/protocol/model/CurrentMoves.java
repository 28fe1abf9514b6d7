package dev.baton.protocol.model;

import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.HandedOver;
import dev.baton.protocol.handover.HandoverEvent.Retired;
import dev.baton.protocol.handover.HandoverEvent.TakenBack;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;

/** What C can do: hand over, take back, retire. */
final class CurrentMoves {
  private final Moves moves;
  private final RowBook rows;

  CurrentMoves(Moves moves, RowBook rows) {
    this.moves = moves;
    this.rows = rows;
  }

  void from(int s) {
    State state = moves.begin();
    if (state.row[s] == 0 || !state.acts(s, State.C)) {
      return;
    }
    if (state.belief[s][State.C] == State.CURRENT) {
      closes(s);
    }
    if (moves.step(state, s).isHandedOver()) {
      takesBack(s);
    }
    retires(s);
  }

  private void closes(int s) {
    State state = moves.begin();
    if (rows.isAtToken()) {
      if (state.tokenAt[s] == state.progress[s] + 1) {
        long sequence = state.tokenSequence[s];
        // Its number stays: the guard has met it, and lets it through no second time.
        state.tokenAt[s] = 0;
        if (!handsOver(state, s, sequence)) {
          moves.done(state, "C passes the token");
        }
      }
    } else if (moves.step(state, s) == Step.CUT) {
      handsOver(state, s, 0);
    }
  }

  private boolean handsOver(State state, int s, long sequence) {
    boolean present = state.present[s][State.N] == 1;
    HandoverEvent event =
        new HandedOver(0, 1, "blue", 0, new SourcePosition(state.progress[s]), sequence, present);
    int next = rows.next(state.row[s], event);
    if (next == 0) {
      return false;
    }
    state.row[s] = next;
    moves.gives(state, s, State.N);
    moves.done(state, "C hands over");
    return true;
  }

  private void takesBack(int s) {
    State state = moves.begin();
    HandoverEvent event =
        new TakenBack(
            0,
            "blue",
            0,
            new SourcePosition(state.progress[s]),
            state.present[s][State.N] == 1,
            rows.link(state.row[1 - s]));
    int next = rows.next(state.row[s], event);
    if (next != 0) {
      state.row[s] = next;
      moves.gives(state, s, State.C);
      moves.done(state, "C takes back");
    }
  }

  private void retires(int s) {
    State state = moves.begin();
    if (moves.step(state, s) == Step.RETIRE) {
      if (state.slot[s][State.C] == 1) {
        state.slot[s][State.C] = 0;
        moves.done(state, "C removes its slot");
      } else {
        state.row[s] = rows.next(state.row[s], new Retired(0));
        moves.done(state, "C retires");
      }
    }
  }
}
