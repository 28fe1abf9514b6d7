package dev.baton.config;

/** The databases a site may be. */
public enum DatabaseType {
  POSTGRESQL
}
