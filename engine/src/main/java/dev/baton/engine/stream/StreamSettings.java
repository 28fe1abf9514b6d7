package dev.baton.engine.stream;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.PostgresSource;
import dev.baton.connectors.postgresql.PostgresTarget;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TargetSite;
import java.nio.file.Path;
import java.sql.Connection;

/**
 * The settings as one stream sees them: its two sites, its names, its share of memory. Half of that
 * share waits between reading and applying, a quarter waits inside the reader, and no part of a
 * large transaction takes more than a sixteenth.
 */
record StreamSettings(Settings all, StreamName name) {
  private static final long LARGEST_PART = 4L << 20;

  SiteSettings source() {
    return all.site(name.source());
  }

  SiteSettings target() {
    return all.site(name.target());
  }

  String link() {
    return all.link();
  }

  String engine() {
    return all.engine().id();
  }

  String slot() {
    return LinkNames.slot(link(), engine(), name.source());
  }

  /** The lock that the stream's owner holds at the target for as long as it lives. */
  String lock() {
    return LinkNames.ownerLock(link(), name);
  }

  /**
   * The lock by which an engine that is about to own the stream shows at the target that it lives.
   */
  String presence(String engine) {
    return LinkNames.presenceLock(link(), name, engine);
  }

  long memoryBytes() {
    return all.engine().memoryLimitBytes() / all.replicate().streams().size();
  }

  long handOffBytes() {
    return memoryBytes() / 2;
  }

  long readerBytes() {
    return memoryBytes() / 4;
  }

  long partBytes() {
    return Math.min(LARGEST_PART, memoryBytes() / 16);
  }

  /** Changes in a group, but for one larger transaction; each lane may have one. */
  long groupBytes() {
    return Math.min(all.apply().maxGroupBytes(), memoryBytes() / 4 / all.apply().lanes());
  }

  /** Where what is larger than memory waits on disk. */
  Path spillFolder() {
    return all.engine().dataDir().resolve("spill");
  }

  SourceSite openSource(String purpose) {
    return switch (source().type()) {
      case POSTGRESQL -> PostgresSource.open(source(), link(), name + "/" + purpose);
    };
  }

  SourceSite sourceOver(Connection connection) {
    return switch (source().type()) {
      case POSTGRESQL -> PostgresSource.over(source(), link(), connection);
    };
  }

  TargetSite openTarget() {
    return switch (target().type()) {
      case POSTGRESQL -> new PostgresTarget(target(), link(), name, all.apply().lanes());
    };
  }
}
