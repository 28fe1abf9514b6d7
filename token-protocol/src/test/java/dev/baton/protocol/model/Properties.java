package dev.baton.protocol.model;

import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Step;

/** What must hold in every state, by name. */
final class Properties {
  private Properties() {}

  static void hold(State state, RowBook rows) {
    for (int s = 0; s < 2; s++) {
      if (state.belief[s][State.C] == State.CURRENT && state.belief[s][State.N] == State.CURRENT
          || state.belief[s][1 - state.owner[s]] == State.CURRENT) {
        throw new Broken("OneOwner: two engines can write the next number");
      }
      if (state.row[s] != 0) {
        holds(state, s, rows.row(state.row[s]));
      }
    }
    if (state.row[0] != 0 && state.row[1] != 0) {
      link(rows.row(state.row[0]), rows.row(state.row[1]));
    }
  }

  private static void holds(State state, int s, Handover row) {
    boolean newOwns = row.step().isHandedOver();
    if (newOwns != (state.owner[s] == State.N)) {
      throw new Broken("OneOwner: row and ownership disagree");
    }
    if (newOwns && row.cut().position().value() > state.progress[s]) {
      throw new Broken("NoLostCommit: N begins after progress");
    }
    if (row.step() == Step.TAKE_OVER && state.slot[s][State.N] == 0) {
      throw new Broken("NoLostCommit: N has nothing to read from");
    }
    if (row.step() != Step.RETIRE && row.step() != Step.DONE && state.slot[s][State.C] == 0) {
      throw new Broken("NoLostCommit: C has nothing to read from, and may need it");
    }
  }

  private static void link(Handover first, Handover second) {
    if (isOver(first) && second.step() == Step.ABORTED
        || isOver(second) && first.step() == Step.ABORTED) {
      throw new Broken("AbortIsAll: one stream is kept and the other given back");
    }
    if (second.step() == Step.ABORTED && first.step() != Step.ABORTED) {
      throw new Broken("AbortIsAll: the second stream is aborted and the first is not");
    }
    if (second.cut().made() != Cut.Made.NOT_YET && first.cut().made() == Cut.Made.NOT_YET) {
      throw new Broken("RollsForward: the second stream changed hands before the first");
    }
  }

  private static boolean isOver(Handover row) {
    return row.step() == Step.RETIRE || row.step() == Step.DONE;
  }

  /** Every row that was offered has ended and nothing of the loser is left. */
  static boolean hasEnded(State state, RowBook rows) {
    for (int s = 0; s < 2; s++) {
      if (state.row[s] != 0 && !rows.row(state.row[s]).isSettled()
          || state.progress[s] != state.length[s]
          || state.open[s] == 1) {
        return false;
      }
    }
    return state.owner[0] == state.owner[1];
  }

  /** The first stream is handed over and nobody asked for it back. */
  static boolean rollsForward(State state, RowBook rows) {
    Step step = state.row[0] == 0 ? Step.PREPARE : rows.row(state.row[0]).step();
    return step == Step.TAKE_OVER || step == Step.CONFIRM || step == Step.RETIRE;
  }

  /** Both streams are N's for good. */
  static boolean isDone(State state, RowBook rows) {
    return state.row[0] != 0
        && state.row[1] != 0
        && rows.row(state.row[0]).step() == Step.DONE
        && rows.row(state.row[1]).step() == Step.DONE;
  }
}
