package dev.baton.config;

/** The ways to read a PostgreSQL site's audit trail. */
public enum ReaderKind {
  DEBEZIUM
}
