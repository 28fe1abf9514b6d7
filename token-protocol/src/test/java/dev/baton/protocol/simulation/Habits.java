package dev.baton.protocol.simulation;

/** What one history is like: drawn from its seed, so that rare mixtures come up too. */
final class Habits {
  boolean asynchronousApply;
  int applicationWeight;
  int readWeight;
  int mostGroup;
  int patience;
  int preparedIn;

  void choose(Dice dice) {
    asynchronousApply = dice.oneIn(3);
    applicationWeight = 8 + dice.below(25);
    readWeight = 1 + dice.below(5);
    mostGroup = 1 + dice.below(5);
    patience = 3 + dice.below(25);
    preparedIn = 4 + dice.below(12);
  }
}
