package dev.baton.config;

import java.util.List;

/**
 * Which streams run and what they carry. Renames are written in the direction of the first stream.
 */
public record ReplicationSettings(List<StreamName> streams, TableRules tables) {
  public ReplicationSettings {
    streams = List.copyOf(streams);
  }
}
