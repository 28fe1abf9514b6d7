package dev.baton.protocol.simulation;

import java.util.Arrays;

/** One process of an engine: all it knows is lost when it ends. Two of one engine can coexist. */
final class EngineProcess {
  static final int MOST = 4;

  final int index;
  final int engine;
  final StreamPart[] parts = {new StreamPart(), new StreamPart()};

  boolean alive;
  boolean frozen;

  /** What it believes of its sessions. */
  final boolean[] connected = new boolean[World.SITES];

  /** Whether it has yet to end its predecessor's sessions at a site. */
  final boolean[] fresh = new boolean[World.SITES];

  EngineProcess(int index) {
    this.index = index;
    this.engine = index / 2;
  }

  void reset() {
    start();
    alive = false;
  }

  void start() {
    alive = true;
    frozen = false;
    Arrays.fill(connected, false);
    Arrays.fill(fresh, true);
    parts[0].reset();
    parts[1].reset();
  }

  boolean runs() {
    return alive && !frozen;
  }
}
