package dev.baton.config;

import java.util.Map;

/**
 * What decides a conflict: the policy for every table without one of its own, and those by table.
 */
public record ConflictSettings(ConflictPolicy standard, Map<String, TableConflictSettings> tables) {
  public ConflictSettings {
    tables = Map.copyOf(tables);
  }
}
