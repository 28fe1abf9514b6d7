package dev.baton.protocol.simulation;

/** An invariant that does not hold. */
final class Violation extends AssertionError {
  Violation(String what) {
    super(what);
  }
}
