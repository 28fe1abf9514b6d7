package dev.baton.config;

/** The ways to read a PostgreSQL site's audit trail. */
public enum ReaderKind {
  /** Debezium Embedded. */
  DEBEZIUM,
  /** The replication stream itself, as the server's output plugin pgoutput writes it. */
  PGOUTPUT
}
