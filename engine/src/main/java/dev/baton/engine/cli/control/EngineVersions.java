package dev.baton.engine.cli.control;

import dev.baton.config.Settings;
import dev.baton.engine.stream.StatusReport;
import java.util.Map;
import java.util.TreeMap;

/** Which version each registered engine of a link runs. */
public final class EngineVersions {
  private EngineVersions() {}

  /** By the engines' ids; connects to both sites. */
  public static Map<String, String> read(Settings settings) {
    Map<String, String> versions = new TreeMap<>();
    try (LinkSessions sessions = new LinkSessions(settings, "versions")) {
      for (StatusReport.Engine engine : EngineRows.read(sessions)) {
        versions.put(engine.id(), engine.version());
      }
    }
    return versions;
  }
}
