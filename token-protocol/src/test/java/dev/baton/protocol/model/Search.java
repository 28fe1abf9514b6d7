package dev.baton.protocol.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Breadth first through all states; keeps every edge, for what must stay reachable. */
final class Search implements Moves.Successors {
  private final RowBook rows;
  private final Moves moves;
  private final StateSet states = new StateSet();
  private int[] edges = new int[1 << 16];
  private int[] cameFrom = new int[1 << 12];
  private String[] cameBy = new String[1 << 12];
  private final BitSet faults = new BitSet();
  private int edgeCount;
  private int at;

  Search(Scope scope) {
    rows = new RowBook(scope);
    moves = new Moves(scope, rows);
  }

  /** All states; every invariant held in each, or the shortest way to where it does not is told. */
  void run() {
    State initial = moves.initial();
    states.add(initial.first(), initial.second());
    for (at = 0; at < states.size(); at++) {
      try {
        Properties.hold(state(at), rows);
        moves.from(states.first(at), states.second(at), this);
      } catch (Broken broken) {
        throw new AssertionError(broken.getMessage() + "\n" + way(at), broken);
      }
    }
  }

  @Override
  public void next(State state, boolean fault, String move) {
    int before = states.size();
    int to = states.add(state.first(), state.second());
    if (states.size() > before) {
      if (to >= cameFrom.length) {
        cameFrom = Arrays.copyOf(cameFrom, 2 * cameFrom.length);
        cameBy = Arrays.copyOf(cameBy, cameFrom.length);
      }
      cameBy[to] = move;
      cameFrom[to] = at;
    }
    if (edgeCount + 2 > edges.length) {
      edges = Arrays.copyOf(edges, 2 * edges.length);
    }
    if (fault) {
      faults.set(edgeCount / 2);
    }
    edges[edgeCount++] = at;
    edges[edgeCount++] = to;
  }

  int states() {
    return states.size();
  }

  int moves() {
    return edgeCount / 2;
  }

  int rows() {
    return rows.size();
  }

  /** The states with this property from which no way without a fault leads to one of the others. */
  List<String> stuck(Predicate<State> from, Predicate<State> to) {
    BitSet reaches = new BitSet(states.size());
    ArrayDeque<Integer> border = new ArrayDeque<>();
    for (int s = 0; s < states.size(); s++) {
      if (to.test(state(s))) {
        reaches.set(s);
        border.add(s);
      }
    }
    backwards(reaches, border);
    List<String> stuck = new ArrayList<>();
    for (int s = 0; s < states.size() && stuck.isEmpty(); s++) {
      if (!reaches.get(s) && from.test(state(s))) {
        stuck.add(way(s));
      }
    }
    return stuck;
  }

  private void backwards(BitSet reaches, ArrayDeque<Integer> border) {
    int[] starts = new int[states.size() + 2];
    for (int e = 0; e < edgeCount; e += 2) {
      starts[edges[e + 1] + 2]++;
    }
    for (int s = 2; s < starts.length; s++) {
      starts[s] += starts[s - 1];
    }
    int[] sources = new int[edgeCount / 2];
    for (int e = 0; e < edgeCount; e += 2) {
      int place = starts[edges[e + 1] + 1]++;
      sources[place] = faults.get(e / 2) ? -1 : edges[e];
    }
    while (!border.isEmpty()) {
      int s = border.poll();
      for (int i = starts[s]; i < starts[s + 1]; i++) {
        if (sources[i] >= 0 && !reaches.get(sources[i])) {
          reaches.set(sources[i]);
          border.add(sources[i]);
        }
      }
    }
  }

  private State state(int index) {
    State state = new State();
    state.read(states.first(index), states.second(index));
    return state;
  }

  RowBook book() {
    return rows;
  }

  /** The shortest way to a state. */
  private String way(int index) {
    List<String> told = new ArrayList<>();
    for (int s = index; s != 0; s = cameFrom[s]) {
      told.add("%-28s => %s".formatted(cameBy[s], state(s).told(rows)));
    }
    Collections.reverse(told);
    return String.join("\n", told);
  }
}
