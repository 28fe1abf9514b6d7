package dev.baton.engine.stream;

/**
 * What an operator may want of a stream; kept in its ownership row, so that it outlives engines.
 */
public enum DesiredState {
  RUNNING,
  PAUSED,
  STOPPED
}
