package dev.baton.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads settings from text, by way of a file that is gone afterwards. */
final class SettingsFile {
  static final Map<String, String> ENVIRONMENT =
      Map.of("BATON_EAST_PASSWORD", "east-pass", "BATON_WEST_PASSWORD", "west-pass");

  /** Nothing but what has no default; one key a line, so that tests can exchange lines. */
  static final String SMALLEST =
      """
      link: shop
      engine: { id: blue }
      sites:
        east: { url: "jdbc:postgresql://a/shop", user: baton }
        west: { url: "jdbc:postgresql://b/shop", user: baton }
      replicate:
        tables: [ "public.*" ]
      """;

  private SettingsFile() {}

  static Settings read(String yaml) {
    return read(yaml, Optional.empty());
  }

  static Settings read(String yaml, Optional<String> engineId) {
    return read(yaml, ENVIRONMENT, engineId);
  }

  static Settings read(String yaml, Map<String, String> environment, Optional<String> engineId) {
    try {
      Path file = Files.createTempFile("baton", ".yaml");
      try {
        Files.writeString(file, yaml);
        return SettingsReader.read(file, environment, engineId);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with the text, the file called {@code baton.yaml}. */
  static List<String> problems(String yaml) {
    return problems(yaml, Optional.empty());
  }

  static List<String> problems(String yaml, Optional<String> engineId) {
    try {
      read(yaml, engineId);
      return List.of();
    } catch (SettingsException e) {
      return e.problems().stream()
          .map(p -> p.toString().replaceAll("^[^:]*baton[^:/]*\\.yaml", "baton.yaml"))
          .toList();
    }
  }

  /** The smallest file with one line exchanged, or with lines after the last. */
  static String with(String line, String instead) {
    if (!SMALLEST.contains(line)) {
      throw new IllegalArgumentException("no such line: " + line);
    }
    return SMALLEST.replace(line, instead);
  }

  static String plus(String lines) {
    return SMALLEST + lines;
  }
}
