package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the server's output plugin is told, however it is asked. */
final class PluginOptions {

  private PluginOptions() {}

  /** The options by their names; {@code publication}: what is published. */
  static Map<String, String> of(ReaderSettings settings, String publication) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("proto_version", "2");
    // Large transactions come while they are open; else the server would keep all of one on its
    // disk, and begin to send at its commit.
    options.put("streaming", "true");
    options.put("publication_names", publication);
    options.put("messages", "true");
    if (settings.filterByOrigin()) {
      options.put("origin", "none");
    }
    return options;
  }
}
