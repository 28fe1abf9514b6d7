package dev.baton.config;

import java.util.List;

/** Which streams run and what they carry. */
public record ReplicationSettings(List<StreamName> streams, TableRules tables) {
  public ReplicationSettings {
    streams = List.copyOf(streams);
  }
}
