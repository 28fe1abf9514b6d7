package dev.baton.protocol.model;

/** A property that does not hold in some state. */
final class Broken extends AssertionError {
  Broken(String property) {
    super(property);
  }
}
