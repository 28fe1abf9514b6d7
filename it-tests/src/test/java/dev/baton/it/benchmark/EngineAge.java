package dev.baton.it.benchmark;

/** What an engine has done before it meets a backlog. */
enum EngineAge {
  /** It has caught up with one before. */
  WARM,
  /** Its process has just started, and the stream has not run in it. */
  JUST_STARTED
}
