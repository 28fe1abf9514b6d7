package dev.baton.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of one engine of one link, as read from a settings file. Immutable and complete:
 * defaults are filled in, expressions are resolved, and every rule that spans several keys holds.
 * Fit to be printed: secrets show as {@code ******}.
 *
 * @param sites by name, in the order of the file; where sites have a priority, the first one wins
 */
public record Settings(
    String link,
    EngineSettings engine,
    Map<String, SiteSettings> sites,
    ReplicationSettings replicate,
    ConflictSettings conflicts,
    ApplySettings apply,
    SwapSettings swap,
    TransportSettings transport) {

  public Settings {
    // Map.copyOf would lose the order.
    sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
  }

  /** The site of that name; the reader has made sure that every name used anywhere has one. */
  public SiteSettings site(String name) {
    return Optional.ofNullable(sites.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no site named " + name));
  }
}
