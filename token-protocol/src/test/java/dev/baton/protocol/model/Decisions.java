package dev.baton.protocol.model;

import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;

/**
 * What depends on the other stream's row: read first, done later. Between the two that row may move
 * on, N may lose its session, the operator may go to lunch.
 */
final class Decisions {
  private final Moves moves;
  private final Scope scope;
  private final RowBook rows;

  Decisions(Moves moves, Scope scope, RowBook rows) {
    this.moves = moves;
    this.scope = scope;
    this.rows = rows;
  }

  void all() {
    for (Decided decided : Decided.ALL) {
      if (decided != Decided.NOTHING) {
        decide(decided);
      }
    }
    for (int who = 0; who < 2; who++) {
      State state = moves.begin();
      if (state.decision[who] != 0) {
        act(who, Decided.ALL[state.decision[who]]);
      }
    }
  }

  /** Reads the other row and makes up the mind, when what is to be done would be accepted now. */
  private void decide(Decided decided) {
    State state = moves.begin();
    int who = decided.isOperators() ? 1 : 0;
    if (state.decision[who] == 0 && outcome(state, decided, state.row[1 - decided.stream()]) != 0) {
      state.decision[who] = decided.ordinal();
      state.view[who] = rows.seen(state.row[1 - decided.stream()]);
      moves.done(state, decided.decides());
    }
  }

  private void act(int who, Decided decided) {
    State state = moves.begin();
    int s = decided.stream();
    int next = outcome(state, decided, state.view[who]);
    state.decision[who] = 0;
    state.view[who] = 0;
    if (next != 0) {
      state.row[s] = next;
      if (decided == Decided.FORCE_FIRST || decided == Decided.FORCE_SECOND) {
        state.present[s][State.C] = 0;
        moves.gives(state, s, State.N);
      }
    }
    moves.done(state, decided.does());
  }

  /** The row after it; 0 when it cannot be done. */
  private int outcome(State state, Decided decided, int other) {
    int s = decided.stream();
    boolean mayAct = decided.isOperators() || state.acts(s, State.N);
    if (!mayAct || decided == Decided.OFFER_SECOND != (state.row[s] == 0)) {
      return 0;
    }
    if (decided == Decided.OFFER_SECOND) {
      return other == 0 ? 0 : rows.offer(1, other);
    }
    return rows.next(state.row[s], event(state, decided, rows.link(other)));
  }

  private HandoverEvent event(State state, Decided decided, LinkRows link) {
    return switch (decided) {
      case CUT_FIRST -> new CutAsked(0, true, link);
      case CUT_SECOND ->
          new CutAsked(
              0,
              true,
              scope.planted() == Scope.Planted.SECOND_CUT_EARLY
                  ? rows.pretending(Step.TAKE_OVER)
                  : link);
      case FORCE_FIRST, FORCE_SECOND -> {
        int s = decided.stream();
        SourcePosition position = new SourcePosition(state.progress[s]);
        yield new TakenByForce(0, "green", 0, position, state.present[s][State.C] == 1, link);
      }
      case CLOSE_FIRST -> new WindowOver(0, link);
      case RETURN_FIRST, RETURN_SECOND -> new ReturnAsked(0, link);
      case WITHDRAW_SECOND -> new ReturnWithdrawn(0, link);
      case NOTHING, OFFER_SECOND -> throw new IllegalStateException(decided.name());
    };
  }
}
