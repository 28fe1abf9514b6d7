package dev.baton.protocol.model;

import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import dev.baton.protocol.trail.WaitSet;
import java.util.List;

/** What N can do on its own, and what the operator can do without looking at both rows. */
final class NewMoves {
  private static final WaitSet OPEN = new WaitSet(List.of(new TransactionId(3)));

  private final Moves moves;
  private final Scope scope;
  private final RowBook rows;
  private final Decisions decisions;

  NewMoves(Moves moves, Scope scope, RowBook rows) {
    this.moves = moves;
    this.scope = scope;
    this.rows = rows;
    decisions = new Decisions(moves, scope, rows);
  }

  void decisions() {
    decisions.all();
  }

  void from(int s) {
    State state = moves.begin();
    if (state.row[s] != 0) {
      operator(s, moves.step(state, s));
    }
    state = moves.begin();
    if (!state.acts(s, State.N)) {
      return;
    }
    if (state.row[s] == 0) {
      if (s == 0) {
        state.row[0] = rows.offer(0, 0);
        moves.done(state, "N offers");
      }
      return;
    }
    coordinates(s, moves.step(state, s));
  }

  /** N's lock is taken again: becoming level is lost. */
  void isThereAgain(State state, int s) {
    if (scope.planted() != Scope.Planted.RESTART_UNSAID
        && state.row[s] != 0
        && moves.step(state, s).isBeforeTakeOver()) {
      int next = rows.next(state.row[s], new NewRestarted(0));
      state.row[s] = next == 0 ? state.row[s] : next;
    }
  }

  private void coordinates(int s, Step step) {
    State state = moves.begin();
    switch (step) {
      case PREPARE -> prepares(state, s);
      case WARM_UP -> brings(state, s, new Level(0), "N is level");
      case SHADOW -> {
        brings(state, s, new Agreed(0), "digests agree");
        state = moves.begin();
        LinkRows link = link(state, s, Scope.Planted.DIFFERS_APART, Step.ABORTED);
        brings(state, s, new Differed(0, "", link), "digests differ");
      }
      case TOKEN -> {
        boolean forgotten = scope.planted() == Scope.Planted.LIST_FORGOTTEN;
        WaitSet set = state.open[s] == 1 && !forgotten ? OPEN : WaitSet.NOTHING;
        SourcePosition end = new SourcePosition(state.length[s]);
        long sequence = rows.row(state.row[s]).cut().sequence();
        brings(state, s, new TokenKnown(0, 1, sequence, end, set), "the token is known");
      }
      case DRAIN -> {
        if (state.open[s] == 0) {
          SourcePosition end = new SourcePosition(state.length[s]);
          brings(state, s, new Drained(0, end), "the wait-set is over");
        }
      }
      case CUT -> writesToken(state, s);
      case TAKE_OVER -> {
        if (state.belief[s][State.N] == State.CURRENT) {
          brings(state, s, new FirstCommit(0), "N commits first");
        }
      }
      case RETURN -> handsBack(state, s);
      case RETIRE -> retires(state, s);
      case CONFIRM, DONE, ABORTED -> {}
    }
  }

  private void prepares(State state, int s) {
    if (state.slot[s][State.N] == 0) {
      state.slot[s][State.N] = 1;
      moves.done(state, "N opens its read position");
    } else {
      SourcePosition from =
          new SourcePosition(rows.isAtToken() ? state.length[s] : state.progress[s]);
      SourcePosition current = new SourcePosition(state.progress[s]);
      brings(state, s, new Prepared(0, from, current), "N is prepared");
    }
  }

  private void writesToken(State state, int s) {
    int sequence = (int) rows.row(state.row[s]).cut().sequence();
    if (rows.isAtToken() && state.tokenSequence[s] != sequence) {
      state.tokenAt[s] = state.length[s] + 1;
      state.tokenSequence[s] = sequence;
      moves.done(state, "N writes the CUT token");
    }
  }

  private void handsBack(State state, int s) {
    if (state.belief[s][State.N] == State.CURRENT) {
      HandoverEvent event =
          new HandedBack(
              0,
              "green",
              0,
              new SourcePosition(state.progress[s]),
              state.present[s][State.C] == 1,
              rows.link(state.row[1 - s]));
      int next = rows.next(state.row[s], event);
      if (next != 0) {
        state.row[s] = next;
        moves.gives(state, s, State.C);
        moves.done(state, "N hands back");
      }
    }
  }

  /** N retires for a C that is gone. */
  private void retires(State state, int s) {
    if (state.present[s][State.C] == 0) {
      if (state.slot[s][State.C] == 1) {
        state.slot[s][State.C] = 0;
        moves.done(state, "N removes C's slot");
      } else {
        brings(state, s, new Retired(0), "N retires for C");
      }
    }
  }

  private void operator(int s, Step step) {
    State state = moves.begin();
    if (step.isBeforeTakeOver()) {
      LinkRows link = link(state, s, Scope.Planted.ABORTS_APART, Step.ABORTED);
      brings(state, s, new Aborted(0, "", link), "is aborted");
    }
    state = moves.begin();
    if (step == Step.CONFIRM && s == 1) {
      LinkRows link = link(state, 1, Scope.Planted.WINDOWS_APART, Step.RETIRE);
      brings(state, 1, new WindowOver(0, link), "the window closes as the first's");
    }
    state = moves.begin();
    if (step == Step.RETURN && s == 0) {
      brings(state, 0, new ReturnWithdrawn(0, rows.link(state.row[1])), "the return is withdrawn");
    }
    state = moves.begin();
    if (step == Step.ABORTED && !rows.row(state.row[s]).isSettled()) {
      if (state.slot[s][State.N] == 1) {
        state.slot[s][State.N] = 0;
        moves.done(state, "N's slot is removed");
      } else {
        brings(state, s, new Cleaned(0), "all is cleaned up");
      }
    }
  }

  private void brings(State state, int s, HandoverEvent event, String move) {
    int next = rows.next(state.row[s], event);
    if (next != 0) {
      state.row[s] = next;
      moves.done(state, move);
    }
  }

  /** The rows as they are; a planted fault takes the first's for something else. */
  private LinkRows link(State state, int s, Scope.Planted planted, Step pretended) {
    return s == 1 && scope.planted() == planted
        ? rows.pretending(pretended)
        : rows.link(state.row[1 - s]);
  }
}
