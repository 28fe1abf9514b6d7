package dev.baton.protocol.model;

import dev.baton.protocol.handover.Step;

/** All that can happen in a state. Each move works on the state itself; the caller restores it. */
final class Moves {
  /** Takes each state that a move leads to. */
  interface Successors {
    void next(State state, boolean fault, String move);
  }

  private final Scope scope;
  private final RowBook rows;
  private final NewMoves newMoves;
  private final CurrentMoves currentMoves;
  private final State scratch = new State();
  private Successors out;
  private long first;
  private long second;

  Moves(Scope scope, RowBook rows) {
    this.scope = scope;
    this.rows = rows;
    newMoves = new NewMoves(this, scope, rows);
    currentMoves = new CurrentMoves(this, rows);
  }

  /** One stream each way, C owns both; a transaction is open where that matters. */
  State initial() {
    State state = new State();
    state.alive[State.C] = 1;
    state.alive[State.N] = 1;
    for (int s = 0; s < 2; s++) {
      state.slot[s][State.C] = 1;
      state.belief[s][State.C] = State.CURRENT;
      state.present[s][State.C] = 1;
      state.connected[s][State.C] = 1;
      state.open[s] = rows.isAtToken() && s == 0 ? 1 : 0;
    }
    return state;
  }

  void from(long stateFirst, long stateSecond, Successors successors) {
    first = stateFirst;
    second = stateSecond;
    out = successors;
    for (int s = 0; s < 2; s++) {
      applications(s);
      for (int engine = 0; engine < 2; engine++) {
        engine(s, engine);
      }
      currentMoves.from(s);
      newMoves.from(s);
    }
    newMoves.decisions();
    faults();
  }

  /** The state the moves start from, fresh. */
  State begin() {
    scratch.read(first, second);
    return scratch;
  }

  void done(State state, String move) {
    out.next(state, false, move);
  }

  Step step(State state, int s) {
    return rows.row(state.row[s]).step();
  }

  private void applications(int s) {
    State state = begin();
    int most = scope.commits() + (rows.isAtToken() && s == 0 ? 1 : 0);
    if (state.length[s] + state.open[s] < most) {
      state.length[s]++;
      done(state, "a transaction commits");
    }
    state = begin();
    if (state.open[s] == 1) {
      state.unseen[s] |= 1 << state.length[s];
      state.length[s]++;
      state.open[s] = 0;
      done(state, "the open transaction commits");
      state = begin();
      state.open[s] = 0;
      done(state, "the open transaction aborts");
    }
  }

  /** Applies, or fails on the fence; opens sessions; is noticed to be dead; is restarted. */
  private void engine(int s, int engine) {
    State state = begin();
    boolean held = engine == State.C && state.tokenAt[s] == state.progress[s] + 1;
    boolean skips =
        state.belief[s][engine] == State.STALE && scope.planted() == Scope.Planted.FENCE_SKIPPED;
    if (state.alive[engine] == 1
        && (state.belief[s][engine] == State.CURRENT || skips)
        && state.progress[s] < state.length[s]
        && !held) {
      if (state.owner[s] != engine) {
        throw new Broken("OneOwner");
      }
      if (engine == State.N && (state.unseen[s] >> state.progress[s] & 1) == 1) {
        throw new Broken("NoLostCommit");
      }
      state.progress[s]++;
      done(state, "applies");
    }
    state = begin();
    if (state.alive[engine] == 1 && state.belief[s][engine] == State.STALE) {
      state.belief[s][engine] = State.NOTHING;
      done(state, "is fenced");
    }
    state = begin();
    if (state.connected[s][engine] == 0 && state.present[s][engine] == 1) {
      state.present[s][engine] = 0;
      done(state, "its session ends");
    }
    state = begin();
    if (state.alive[engine] == 1
        && (state.connected[s][engine] == 0 || state.present[s][engine] == 0)
        && isNeeded(state, engine)) {
      connect(state, s, engine);
    }
    state = begin();
    if (s == 0 && state.alive[engine] == 0 && isNeeded(state, engine)) {
      state.alive[engine] = 1;
      done(state, "is restarted");
    }
  }

  private void connect(State state, int s, int engine) {
    state.present[s][engine] = 1;
    state.connected[s][engine] = 1;
    state.belief[s][engine] = State.NOTHING;
    if (state.owner[s] == engine) {
      gives(state, s, engine);
    }
    if (engine == State.N) {
      newMoves.isThereAgain(state, s);
    }
    done(state, "opens its session");
  }

  /** The stream is the engine's now; whoever had it does not know yet. */
  void gives(State state, int s, int engine) {
    state.owner[s] = engine;
    for (int other = 0; other < 2; other++) {
      if (state.belief[s][other] == State.CURRENT) {
        state.belief[s][other] = State.STALE;
      }
    }
    state.belief[s][engine] = state.acts(s, engine) ? State.CURRENT : State.NOTHING;
  }

  private boolean isNeeded(State state, int engine) {
    for (int s = 0; s < 2; s++) {
      if (state.owner[s] == engine || state.row[s] != 0 && !rows.row(state.row[s]).isSettled()) {
        return true;
      }
    }
    return engine == State.N && state.row[0] == 0;
  }

  private void faults() {
    for (int engine = 0; engine < 2; engine++) {
      for (int s = 0; s < 2; s++) {
        State state = begin();
        if (state.faults < scope.faults() && state.present[s][engine] == 1) {
          state.faults++;
          state.present[s][engine] = 0;
          out.next(state, true, "loses its session");
        }
      }
      State state = begin();
      if (state.faults < scope.faults() && state.alive[engine] == 1) {
        state.faults++;
        state.alive[engine] = 0;
        state.connected[0][engine] = 0;
        state.connected[1][engine] = 0;
        state.belief[0][engine] = State.NOTHING;
        state.belief[1][engine] = State.NOTHING;
        if (engine == State.N) {
          state.decision[0] = 0;
          state.view[0] = 0;
        }
        out.next(state, true, "is killed");
      }
    }
  }
}
