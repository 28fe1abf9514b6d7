package dev.baton.protocol.simulation;

/** An apply transaction that is open in a site, of one process's session. */
final class Apply {
  boolean open;
  int number;
  long generation;
  int engine;

  /** The source records it applies: those after this one, up to {@link #to}. */
  int after;

  int to;

  /** COMMIT was sent: the server may commit it even when the session ends. */
  boolean sent;

  /** Only by a mutant: the data is committed, its row is not. */
  boolean dataCommitted;

  void begin(int newNumber, long newGeneration, int newEngine, int from, int upTo) {
    open = true;
    number = newNumber;
    generation = newGeneration;
    engine = newEngine;
    after = from;
    to = upTo;
    sent = false;
    dataCommitted = false;
  }
}
