package dev.baton.engine.stream;

/** The states a stream shows to the outside. */
public enum StreamState {
  STARTING,
  LOADING,
  STREAMING,
  DRAINING,
  HANDED_OVER,
  PAUSED,
  STOPPED,
  FAILED
}
