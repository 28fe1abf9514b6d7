package dev.baton.config;

/** The policies that may decide a conflict. */
public enum ConflictPolicy {
  LAST_WRITER_WINS,
  SITE_PRIORITY,
  KEEP_TARGET,
  TAKE_SOURCE,
  DELTA,
  STOP
}
