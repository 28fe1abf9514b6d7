package dev.baton.config;

import java.nio.file.Path;
import java.util.Optional;

/** Reads the {@code engine} section. */
final class EngineReader {
  private static final String KIND_OF_ID = "; the engine's id";

  private final Section section;

  EngineReader(Section section) {
    this.section =
        section.allowing("id", "data-dir", "memory-limit", "heartbeat-interval", "jmx", "http");
  }

  /** The settings under the id of the file, or under the one given instead of it. */
  EngineSettings read(Optional<String> engineId) {
    String id = id(engineId);
    Optional<Path> dataDir = section.path("data-dir", "expected a path");
    return new EngineSettings(
        id,
        dataDir.orElseGet(() -> Path.of("data", id)),
        section.quantity("memory-limit", Quantity.SIZE, 128L << 20, 16L << 20, 1L << 40),
        section.quantity("heartbeat-interval", Quantity.DURATION, 10_000, 100, 300_000),
        section.section("jmx").map(jmx -> new EndpointReader(jmx).read()),
        section.section("http").map(http -> new EndpointReader(http).read()));
  }

  private String id(Optional<String> engineId) {
    String expected = Names.EXPECTED_NAME + KIND_OF_ID;
    if (engineId.isPresent()) {
      // The file's own id must be a name all the same: the next start may rely on it.
      section.checked(section.text("id", expected), t -> Names.name(t.value()), t -> expected);
      Optional<String> name = Names.name(engineId.get());
      if (name.isEmpty()) {
        section.problems().addOption("--engine", Shown.text(engineId.get()), expected);
      }
      return name.orElse("invalid");
    }
    return section
        .checked(section.required("id", expected), t -> Names.name(t.value()), t -> expected)
        .orElse("invalid");
  }
}
