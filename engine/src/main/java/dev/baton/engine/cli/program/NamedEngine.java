package dev.baton.engine.cli.program;

import dev.baton.config.EngineSettings;
import dev.baton.config.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings for an engine of another id than they name: several engines may share one file. */
public final class NamedEngine {
  /** What an id is. */
  public static final String EXPECTED = "1 to 16 of a-z, 0-9 and _ are expected";

  private static final Pattern ENGINE_ID = Pattern.compile("[a-z0-9_]{1,16}");

  private NamedEngine() {}

  /** The settings for that engine, with a data folder beside the other's; empty for a bad id. */
  public static Optional<Settings> in(Settings settings, String id) {
    if (!ENGINE_ID.matcher(id).matches()) {
      return Optional.empty();
    }
    EngineSettings engine = settings.engine();
    if (engine.id().equals(id)) {
      return Optional.of(settings);
    }
    return Optional.of(
        new Settings(
            settings.link(),
            new EngineSettings(
                id,
                engine.dataDir().resolveSibling(id),
                engine.memoryLimitBytes(),
                engine.heartbeatIntervalMillis(),
                engine.jmx(),
                engine.http()),
            settings.sites(),
            settings.replicate(),
            settings.conflicts(),
            settings.apply(),
            settings.swap(),
            settings.transport()));
  }
}
