package dev.baton.config;

import java.util.List;

/**
 * What decides a conflict in one table; {@code columns} are those a {@code delta} policy adds up.
 */
public record TableConflictSettings(ConflictPolicy policy, List<String> columns) {
  public TableConflictSettings {
    columns = List.copyOf(columns);
  }
}
