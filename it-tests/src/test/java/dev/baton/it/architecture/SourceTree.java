package dev.baton.it.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the Java sources of every module, for what class files do not tell. */
public final class SourceTree {

  private static final List<String> MODULES =
      List.of("token-protocol", "config", "connectors", "migration", "engine", "it-tests");

  private SourceTree() {}

  static List<Path> mainSources() {
    return sources("src/main/java");
  }

  static List<Path> testSources() {
    return sources("src/test/java");
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path as one reads it from the top of the repository. */
  static String shown(Path file) {
    return top().relativize(file).toString();
  }

  private static List<Path> sources(String folder) {
    return MODULES.stream()
        .map(module -> top().resolve(module).resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(SourceTree::javaFiles)
        .toList();
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The top of the repository. */
  public static Path top() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(here.resolve("token-protocol"))) {
      here = here.getParent();
      if (here == null) {
        throw new IllegalStateException("run the tests inside the repository");
      }
    }
    return here;
  }
}
