package dev.baton.protocol.simulation;

import java.util.ArrayList;
import java.util.List;

/** The history of one seed in words; off in the hot loop, where nothing is put into words. */
final class Story {
  private final boolean on;
  private final List<String> lines = new ArrayList<>();

  Story(boolean on) {
    this.on = on;
  }

  boolean isOn() {
    return on;
  }

  void tell(int step, String what) {
    lines.add("%5d  %s".formatted(step, what));
  }

  String text() {
    return String.join("\n", lines);
  }
}
